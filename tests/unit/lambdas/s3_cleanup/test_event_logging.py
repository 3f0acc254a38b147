"""The logging function: one line for each S3 event, with the change of size, looked up in the history for a removal."""

from typing import Any, cast

import pytest

from event_log.event_lines import EventLines, Patience, size_delta
from s3_events.change import ObjectChange, padded
from size_tables.memory import Memory, object_event
from tests.unit.lambdas.s3_cleanup.fake_dynamodb import FakeDynamoDB
from tests.unit.lambdas.s3_cleanup.lines import Lines
from tests.unit.lambdas.s3_cleanup.notifications import BUCKET, EVENT_TIME, created, enveloped, message, removed


class Logging:
    """The function on a history in memory; its time passes only while it sleeps."""

    def __init__(self) -> None:
        self.dynamodb = FakeDynamoDB()
        self.lines = Lines()
        self.now_s = 100.0
        self.recorded_at: dict[float, tuple[str, str, int]] = {}
        patience = Patience(2.0, lambda: self.now_s, self._sleep)
        self._function = EventLines(Memory(cast(Any, self.dynamodb), "HistoryTable", BUCKET), self.lines, patience)

    def _sleep(self, seconds: float) -> None:
        self.now_s += seconds
        for at in [at for at in self.recorded_at if at <= self.now_s]:
            self.record(*self.recorded_at.pop(at))

    def record(self, name: str, sequencer: str, size: int) -> None:
        """What size-tracking writes about an event, as far as this function reads it."""
        event = object_event(name, padded(sequencer))
        key = f"{len(self.dynamodb.items('HistoryTable')):012d}#{event}"
        self.dynamodb.tables["HistoryTable"][(BUCKET, key)] = {
            "bucket_name": {"S": BUCKET},
            "event_key": {"S": key},
            "object_event": {"S": event},
            "object_size": {"N": str(size)},
        }

    def receive(self, *messages: dict[str, Any]) -> list[str]:
        """Deliver a batch; the identifiers of the messages that failed."""
        response = self._function.consume({"Records": list(messages)})
        return [failure["itemIdentifier"] for failure in response["batchItemFailures"]]

    @property
    def deltas(self) -> list[Any]:
        """`size_delta` of the lines."""
        return [line["size_delta"] for line in self.lines.of("object_event")]


@pytest.fixture
def logging() -> Logging:
    return Logging()


def test_a_line_says_what_happened(logging: Logging) -> None:
    assert logging.receive(message(created("a b.txt", 18, "0A"))) == []
    assert logging.lines.all == [
        {
            "event": "object_event",
            "bucket_name": BUCKET,
            "object_name": "a b.txt",
            "event_type": "ObjectCreated:Put",
            "event_time": EVENT_TIME,
            "sequencer": padded("0A"),
            "size": 18,
            "size_delta": 18,
        }
    ]


def test_no_line_carries_a_total(logging: Logging) -> None:
    """The metric is the total, and only size-tracking's log may speak of it."""
    logging.receive(message(created("a", 18, "01"), removed("a", "02")))
    assert not any("total_size" in line for line in logging.lines.all)


def test_a_removal_s_size_comes_from_the_history(logging: Logging) -> None:
    logging.record("a", "01", 18)
    logging.record("a", "02", 28)
    logging.record("b", "05", 99)
    assert logging.receive(message(removed("a", "03"))) == []
    assert logging.deltas == [-28]


def test_it_is_the_size_before_the_event_whatever_was_recorded_later(logging: Logging) -> None:
    for sequencer, size in (("04", 7), ("03", 0), ("01", 18), ("05", 0)):
        logging.record("a", sequencer, size)
    assert logging.receive(message(removed("a", "03"), removed("a", "05"), created("a", 9, "02"))) == []
    assert logging.deltas == [-18, -7, -9]


def test_a_removal_waits_until_size_tracking_has_recorded_the_object(logging: Logging) -> None:
    logging.recorded_at = {101.0: ("a", "01", 18)}
    logging.receive(message(removed("a", "02")))
    assert logging.deltas == [-18]
    assert logging.now_s == pytest.approx(101.0, abs=0.11)


def test_a_batch_waits_two_seconds_in_all_and_then_says_that_the_size_is_unknown(logging: Logging) -> None:
    assert logging.receive(message(removed("a", "02")), message(removed("b", "02")), message(removed("c", "02"))) == []
    assert logging.deltas == [None, None, None]
    assert logging.now_s == pytest.approx(102.0, abs=0.11)


def test_a_creation_never_waits(logging: Logging) -> None:
    logging.receive(message(created("a", 18, "02")))
    assert logging.now_s == 100.0


def test_a_message_that_cannot_be_read_is_retried_alone(logging: Logging) -> None:
    test_event = enveloped({"Event": "s3:TestEvent"}, message_id="test")
    good = message(created("a", 18, "01"), message_id="good")
    assert logging.receive(enveloped([], message_id="bad"), test_event, good) == ["bad"]
    assert logging.deltas == [18]


@pytest.mark.parametrize(
    ("size", "removes", "before", "expected"),
    [
        (18, False, None, 18),
        (18, False, 0, 18),
        (18, False, 28, -10),
        (0, True, 28, -28),
        (0, True, 0, 0),
        (0, True, None, None),
    ],
)
def test_size_delta(size: int, removes: bool, before: int | None, expected: int | None) -> None:
    event_type = "ObjectRemoved:Delete" if removes else "ObjectCreated:Put"
    assert size_delta(ObjectChange(BUCKET, "a", event_type, padded("01"), size, EVENT_TIME), before) == expected
