"""Redriven messages, dead-letter queues and how long a message is kept."""

import json

import pytest

from emulator.clock import Clock
from emulator.sqs import dead_letters
from emulator.sqs.redrive import redriven
from emulator.sqs.retention import Looks, is_over

PLACE = "arn:aws:sqs:us-east-1:000000000000"


def test_a_redriven_message_has_no_past() -> None:
    old = {
        "MessageId": "old", "Body": "b", "MD5OfBody": "m", "MessageAttributes": {"a": {"DataType": "String"}},
        "Attributes": {
            "SenderId": "s", "SentTimestamp": "1", "ApproximateReceiveCount": "4", "SequenceNumber": "9",
            "ApproximateFirstReceiveTimestamp": "2", "DeadLetterQueueSourceArn": f"{PLACE}:q", "MessageGroupId": "g",
        },
    }  # fmt: skip
    assert redriven(old, "new", 5000) == {
        "MessageId": "new", "Body": "b", "MD5OfBody": "m", "MessageAttributes": {"a": {"DataType": "String"}},
        "Attributes": {"SenderId": "s", "SentTimestamp": "5000", "MessageGroupId": "g"},
    }  # fmt: skip
    assert old["MessageId"] == "old"


@pytest.mark.parametrize(
    ("target", "source", "reason"),
    [
        (f"{PLACE}:dead", f"{PLACE}:q", None),
        (f"{PLACE}:dead.fifo", f"{PLACE}:q.fifo", None),
        (f"{PLACE}:gone", f"{PLACE}:q", "Dead letter target does not exist."),
        ("arn:aws:sqs:eu-west-1:000000000000:dead", f"{PLACE}:q", "Dead letter target does not exist."),
        ("arn:aws:sqs:us-east-1:111111111111:dead", f"{PLACE}:q", "Dead letter target does not exist."),
        (f"{PLACE}:dead.fifo", f"{PLACE}:q", "Dead-letter queue must be same type of queue as the source."),
        (f"{PLACE}:dead", f"{PLACE}:q.fifo", "Dead-letter queue must be same type of queue as the source."),
    ],
)
def test_a_dead_letter_queue_is_there_and_of_the_queues_kind(target: str, source: str, reason: str | None) -> None:
    policy = json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": 1})
    found = dead_letters.refusal(policy, source, {"dead", "dead.fifo"}.__contains__)
    text = f"Value {policy} for parameter RedrivePolicy is invalid. Reason: {reason}"
    assert (found.message if found else None) == (text if reason else None)


def test_a_message_is_kept_on_the_accounts_clock() -> None:
    wall = [1_000.0]
    clock = Clock(lambda: wall[0])
    clock.step()
    wall[0] = 1_010.0
    clock.advance_to(1_059.0)
    assert not is_over(1_000.5, 60, clock)
    clock.advance_to(1_060.0)
    assert is_over(1_000.5, 60, clock)
    assert not is_over(1_010.0, 60, clock), "sent when the clock showed that"


def test_a_queue_is_looked_at_now_and_then_and_whenever_the_clock_jumps() -> None:
    looks = Looks()
    assert looks.is_due(60, 1_000.0)
    assert not looks.is_due(60, 1_000.5)
    assert looks.is_due(60, 1_000.75)
    assert looks.is_due(345_600, 1_000.75), "another period"
    assert not looks.is_due(345_600, 1_059.0)
    assert looks.is_due(345_600, 1_061.0)
    assert looks.is_due(345_600, 900.0), "back to the wall"
