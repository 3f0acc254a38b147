"""A queue's numbers leave no message out, whatever moves while they are read."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from bootstrap.clients import Clients
from harness.probes.queue import depth
from harness.run.clock import Deadline

MESSAGES, RECEIVERS, GROUPS, LONGEST_S = 200, 4, 20, 60.0


def pair(clients: Clients, suffix: str, visibility_s: int) -> tuple[str, str]:
    """The names of a queue and of the dead-letter queue that takes a message at its second receive."""
    source, dead = f"source{suffix}", f"dead{suffix}"
    kind: Any = {"FifoQueue": "true"} if suffix else {}
    clients.sqs.create_queue(QueueName=dead, Attributes=kind)
    arn = f"arn:aws:sqs:{clients.region}:{clients.account_id}:{dead}"
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1})
    attributes: Any = {**kind, "VisibilityTimeout": str(visibility_s), "RedrivePolicy": redrive}
    clients.sqs.create_queue(QueueName=source, Attributes=attributes)
    return source, dead


def send(clients: Clients, url: str, fifo: bool) -> None:
    for first in range(0, MESSAGES, 10):
        entries: Any = [
            {"Id": str(number), "MessageBody": str(number)}
            | ({"MessageGroupId": str(number % GROUPS), "MessageDeduplicationId": str(number)} if fifo else {})
            for number in range(first, first + 10)
        ]
        clients.sqs.send_message_batch(QueueUrl=url, Entries=entries)


@pytest.mark.parametrize("suffix", ["", ".fifo"])
def test_a_message_that_is_received_or_moved_is_counted(suffix: str, clients: Clients) -> None:
    source, dead = pair(clients, suffix, visibility_s=0)
    url = clients.sqs.get_queue_url(QueueName=source)["QueueUrl"]
    send(clients, url, bool(suffix))
    over, least = Event(), MESSAGES

    def receive() -> None:
        while not over.is_set():
            clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)

    with ThreadPoolExecutor(RECEIVERS) as receivers:
        running = [receivers.submit(receive) for _ in range(RECEIVERS)]
        try:
            deadline = Deadline.after(LONGEST_S)
            while depth(clients, dead).visible < MESSAGES and not deadline.passed:
                least = min(least, depth(clients, source).total + depth(clients, dead).total)
        finally:
            over.set()
    for each in running:
        each.result()
    assert least == MESSAGES
    assert (depth(clients, source).total, depth(clients, dead).visible) == (0, MESSAGES)
