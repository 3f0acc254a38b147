"""A message that can't be processed ends in its dead-letter queue, and keeps no other from being processed."""

import json
from pathlib import Path
from typing import Any

import pytest

from bootstrap.clients import Clients
from bootstrap.stacks.s3_cleanup import BUCKET, DEAD_LETTER_QUEUES, LOGGING, QUEUES
from harness.probes.function_logs import FunctionLogs
from harness.probes.queue import depth
from harness.run.context import RunContext
from harness.run.runner import RunOptions
from harness.systems.s3_cleanup.history import History
from harness.systems.s3_cleanup.waits import HistoryShows
from harness.waits.budget import Seconds
from harness.waits.condition import Condition, Seen
from harness.waits.conditions import QueueHolds, QueuesDrained
from tests.integration.s3_cleanup.run_apart import run_apart, story, with_steps
from tests.integration.tiers import quick_ones

RETRIES = Seconds(60)
POISON: dict[str, Any] = {
    "not JSON at all": "this is not JSON",
    "no SNS envelope": {"hello": "world"},
    "an S3 record without a key": {
        "Type": "Notification",
        "Message": json.dumps({"Records": [{"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": BUCKET}}}]}),
    },
}


class LogTells(Condition):
    """The logging function has logged each of these objects."""

    def __init__(self, clients: Clients, names: list[str]) -> None:
        self.logs, self.names = FunctionLogs(clients, LOGGING), names

    def evaluate(self) -> Seen:
        text = "\n".join(line for _, line in self.logs.lines())
        missing = [name for name in self.names if name not in text]
        return Seen(not missing, f"not logged yet: {missing}")

    def __str__(self) -> str:
        return "the log tells of every object"


def set_visibility(clients: Clients, queue: str, seconds: int) -> str:
    """Retries come after the visibility time-out; a test doesn't wait three times three minutes."""
    url = clients.sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    clients.sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(seconds)})
    return url


@pytest.mark.parametrize("kind", quick_ones(POISON, ["no SNS envelope"]))
@pytest.mark.parametrize("position", [0, 1], ids=["tracking", "logging"])
def test_poison_ends_in_its_dead_letter_queue(position: int, kind: str, clients: Clients, tmp_path: Path) -> None:
    queue, dead_letter_queue = QUEUES[position], DEAD_LETTER_QUEUES[position]
    body = POISON[kind] if isinstance(POISON[kind], str) else json.dumps(POISON[kind])
    names = [f"object-{number}" for number in range(5)]

    def steps(context: RunContext) -> None:
        url = set_visibility(context.clients, queue, 2)
        context.clients.sqs.send_message(QueueUrl=url, MessageBody=body)
        for name in names:
            context.clients.s3.put_object(Bucket=BUCKET, Key=name, Body=b"x")
        context.wait(QueueHolds(context.clients, dead_letter_queue, 1), RETRIES)
        context.wait(QueuesDrained(context.clients, QUEUES), RETRIES)
        context.wait(HistoryShows(History(context.clients, BUCKET), (1, 2, 3, 4, 5)))
        context.wait(LogTells(context.clients, names))
        others = [name for name in DEAD_LETTER_QUEUES if name != dead_letter_queue]
        assert depth(context.clients, others[0]).total == 0
        dead = context.clients.sqs.get_queue_url(QueueName=dead_letter_queue)["QueueUrl"]
        assert context.clients.sqs.receive_message(QueueUrl=dead)["Messages"][0]["Body"] == body

    outcome = run_apart(clients.endpoint, with_steps(steps), RunOptions(account_id=clients.account_id), tmp_path)
    assert outcome.error is None, story(outcome)
    assert outcome.leaked == ()
