"""Many messages of which some fail, part of a batch at a time: each must end done once, or in the dead-letter queue."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from bootstrap.clients import Clients
from harness.bench.figures import Figure
from harness.bench.functions import function
from harness.bench.pace import Pace, paced
from harness.probes.function_logs import FunctionLogs
from harness.probes.queue import depth

MESSAGES, SENDERS, IN_ONE_REQUEST = 5000, 8, 10
RECEIVES, VISIBILITY_S = 3, 20
FAILURES, WEIGHTS = (0, 1, RECEIVES), (90, 7, 3)
"""How often messages fail, and of a hundred how many do so: those that fail at each receive are dead letters."""
QUEUE, DEAD_LETTER_QUEUE, FUNCTION = "bench-work", "bench-work-dlq", "bench-worker"
SOURCE = """
import json


def handler(event, context):
    failed = []
    for record in event["Records"]:
        message = json.loads(record["body"])
        if int(record["attributes"]["ApproximateReceiveCount"]) <= message["failures"]:
            failed.append({"itemIdentifier": record["messageId"]})
        else:
            print(json.dumps({"done": message["number"]}))
    return {"batchItemFailures": failed}
"""


@dataclass(frozen=True)
class Ends:
    """Where each message should end and where each did, by number and how often; and the pace of so many as don't fail.

    The others come back when their visibility timeout is over: how long they take is that, and no pace.
    """

    good: frozenset[int]
    poison: frozenset[int]
    done: Counter[int]
    dead: Counter[int]
    pace: Pace


def work_off(clients: Clients, count: int, seed: int = 0, visibility_s: int = VISIBILITY_S) -> Ends:
    """Send so many messages to a function that fails some of them, wait until none is left, and say where each is.

    `visibility_s` is how long the function may take, and after which a message that failed comes back.
    """
    failures = Random(seed).choices(FAILURES, WEIGHTS, k=count)  # noqa: S311 - the same each time
    poison = frozenset(number for number, times in enumerate(failures) if times >= RECEIVES)
    with (
        queues(clients, visibility_s) as (url, dead_letters),
        function(clients, FUNCTION, SOURCE, visibility_s),
        mapping(clients),
    ):
        with ThreadPoolExecutor(SENDERS) as senders:
            firsts = range(0, count, IN_ONE_REQUEST)
            sent = [senders.submit(_send, clients, url, first, failures) for first in firsts]
            for each in sent:
                each.result()
        fine = failures.count(0)
        pace = paced(fine, lambda: min(fine, count - depth(clients, QUEUE).total))
        paced(count, lambda: count - depth(clients, QUEUE).total)
        done = Counter(int(number) for number in FunctionLogs(clients, FUNCTION).numbers("done"))
        dead = Counter(message["number"] for message in _received(clients, dead_letters))
    return Ends(frozenset(range(count)) - poison, poison, done, dead, pace)


def messages(clients: Clients) -> Iterator[Figure]:
    """The pace of the messages."""
    yield from work_off(clients, MESSAGES).pace.figures("messages beside some that fail, out of their queue")


@contextmanager
def queues(clients: Clients, visibility_s: int) -> Iterator[tuple[str, str]]:
    """The URLs of the queue and of its dead-letter queue, for the time of the block."""
    dead_letters = clients.sqs.create_queue(QueueName=DEAD_LETTER_QUEUE)["QueueUrl"]
    arn = f"arn:aws:sqs:{clients.region}:{clients.account_id}:{DEAD_LETTER_QUEUE}"
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": RECEIVES})
    attributes: Any = {"VisibilityTimeout": str(visibility_s), "RedrivePolicy": redrive}
    url = clients.sqs.create_queue(QueueName=QUEUE, Attributes=attributes)["QueueUrl"]
    try:
        yield url, dead_letters
    finally:
        for each in (url, dead_letters):
            clients.sqs.delete_queue(QueueUrl=each)


@contextmanager
def mapping(clients: Clients) -> Iterator[None]:
    """The event source that gives the queue's messages to the function, for the time of the block."""
    made = clients.lambda_.create_event_source_mapping(
        FunctionName=FUNCTION,
        EventSourceArn=f"arn:aws:sqs:{clients.region}:{clients.account_id}:{QUEUE}",
        BatchSize=10,
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )
    try:
        yield
    finally:
        clients.lambda_.delete_event_source_mapping(UUID=made["UUID"])


def _send(clients: Clients, url: str, first: int, failures: list[int]) -> None:
    numbers = range(first, min(first + IN_ONE_REQUEST, len(failures)))
    entries: Any = [
        {"Id": str(number), "MessageBody": json.dumps({"number": number, "failures": failures[number]})}
        for number in numbers
    ]
    clients.sqs.send_message_batch(QueueUrl=url, Entries=entries)


def _received(clients: Clients, url: str) -> Iterator[dict[str, Any]]:
    """The bodies of all that a queue holds; each is deleted."""
    while received := clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in received:
            clients.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            yield json.loads(message["Body"])
