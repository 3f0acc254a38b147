"""The size-tracking function, told as stories: which records and which log lines a sequence of messages makes."""

from datetime import datetime
from random import Random
from typing import Any, cast

import pytest
from botocore.exceptions import ConnectionClosedError

from size_ledger.ledger import Ledger
from size_ledger.tracking import Tracking
from size_ledger.transaction import MOST_TOGETHER, Tables
from size_tables.conflicts import Attempts
from size_tables.history import read_history
from tests.unit.lambdas.s3_cleanup.fake_dynamodb import FakeDynamoDB, refused
from tests.unit.lambdas.s3_cleanup.lines import Lines
from tests.unit.lambdas.s3_cleanup.notifications import BUCKET, EVENT_TIME, created, enveloped, message, removed


class SizeTracking:
    """The function with its tables in memory."""

    def __init__(self, history_days: int = 0) -> None:
        self.dynamodb = FakeDynamoDB()
        self.lines = Lines()
        self.pauses: list[float] = []
        attempts = Attempts(self.pauses.append, Random(0), limit=4)
        client = cast(Any, self.dynamodb)
        tables = Tables("ObjectTable", "HistoryTable", history_days)
        self._tracking = Tracking(Ledger(client, tables, BUCKET, attempts), self.lines)

    def receive(self, *messages: dict[str, Any]) -> list[str]:
        """Deliver a batch; the identifiers of the messages that failed."""
        response = self._tracking.consume({"Records": list(messages)})
        return [failure["itemIdentifier"] for failure in response["batchItemFailures"]]

    @property
    def totals(self) -> list[int]:
        """The history's totals."""
        return [record.total_size for record in read_history(cast(Any, self.dynamodb), "HistoryTable", BUCKET)]

    @property
    def deltas(self) -> list[int]:
        """The history's deltas."""
        return [record.size_delta for record in read_history(cast(Any, self.dynamodb), "HistoryTable", BUCKET)]

    @property
    def published(self) -> list[int]:
        """What the metric filter sees: `total_size` of each line that has one."""
        return [line["total_size"] for line in self.lines.all if "total_size" in line]


@pytest.fixture
def tracking() -> SizeTracking:
    return SizeTracking()


def test_the_reference_timeline(tracking: SizeTracking) -> None:
    for number, record in enumerate(
        [
            created("assignment1.txt", 18, "01"),
            created("assignment2.txt", 28, "02"),
            removed("assignment2.txt", "03"),
            created("assignment3.txt", 2, "04"),
            removed("assignment1.txt", "05"),
        ]
    ):
        assert tracking.receive(message(record, message_id=f"m-{number}")) == []
    assert tracking.totals == tracking.published == [18, 46, 18, 20, 2]
    assert tracking.deltas == [18, 28, -28, 2, -18]
    assert [item["object_name"]["S"] for item in tracking.dynamodb.items("ObjectTable")] == [
        "__STATE__",
        "assignment3.txt",
    ]


def test_the_items_as_they_are_stored(tracking: SizeTracking) -> None:
    tracking.receive(message(created("a b.txt", 18, "0A")))
    state, row = tracking.dynamodb.items("ObjectTable")
    assert state == {
        "object_name": {"S": "__STATE__"},
        "total_size": {"N": "18"},
        "version": {"N": "1"},
        "updated_at": {"S": EVENT_TIME},
    }
    assert row == {
        "object_name": {"S": "a b.txt"},
        "bucket_name": {"S": BUCKET},
        "size": {"N": "18"},
        "sequencer": {"S": "0A".ljust(64, "0")},
        "updated_at": {"S": EVENT_TIME},
    }
    (record,) = tracking.dynamodb.items("HistoryTable")
    event = record["object_event"]["S"]
    assert event.endswith("#" + "0A".ljust(64, "0"))
    assert record == {
        "bucket_name": {"S": BUCKET},
        "event_key": {"S": f"000000000001#{event}"},
        "object_name": {"S": "a b.txt"},
        "event_type": {"S": "ObjectCreated:Put"},
        "size_delta": {"N": "18"},
        "total_size": {"N": "18"},
        "object_size": {"N": "18"},
        "object_event": {"S": event},
        "event_time": {"S": EVENT_TIME},
        "superseded": {"BOOL": False},
    }


STORIES: dict[str, tuple[list[dict[str, Any]], list[int], list[int]]] = {
    "an overwrite adds the difference": ([created("a", 18, "01"), created("a", 5, "02")], [18, -13], [18, 5]),
    "a duplicate adds nothing": ([created("a", 18, "01"), created("a", 18, "01")], [18], [18]),
    "a late duplicate of an overwritten version adds nothing": (
        [created("a", 18, "01"), created("a", 5, "02"), created("a", 18, "01")],
        [18, -13],
        [18, 5],
    ),
    "an overtaken create changes nothing": ([created("a", 5, "02"), created("a", 18, "01")], [5, 0], [5, 5]),
    "a delete that overtakes its create doesn't resurrect the object": (
        [removed("a", "02"), created("a", 18, "01"), created("a", 18, "01")],
        [0, 0],
        [0, 0],
    ),
    "a late duplicate of a removed object's create doesn't resurrect it": (
        [created("a", 18, "01"), removed("a", "02"), created("a", 18, "01")],
        [18, -18],
        [18, 0],
    ),
    "an object may come back": (
        [created("a", 18, "01"), removed("a", "02"), created("a", 7, "03")],
        [18, -18, 7],
        [18, 0, 7],
    ),
    "a late delete of an earlier version leaves the later one": (
        [created("a", 18, "01"), created("a", 7, "03"), removed("a", "02")],
        [18, -11, 0],
        [18, 7, 7],
    ),
    "an object of no bytes is an object": ([created("a", 0, "01"), removed("a", "02")], [0, 0], [0, 0]),
    "an object called like the state row is an object": (
        [created("__STATE__", 18, "01"), removed("__STATE__", "02")],
        [18, -18],
        [18, 0],
    ),
}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.replace(" ", "-"))
@pytest.mark.parametrize("together", [False, True], ids=["one-message-each", "one-message"])
def test_stories(tracking: SizeTracking, story: str, together: bool) -> None:
    records, deltas, totals = STORIES[story]
    messages = [message(*records)] if together else [message(record) for record in records]
    for each in messages:
        assert tracking.receive(each) == []
    assert (tracking.deltas, tracking.totals) == (deltas, totals)
    assert tracking.published == totals


def test_a_duplicate_publishes_no_total(tracking: SizeTracking) -> None:
    tracking.receive(message(created("a", 18, "01")))
    tracking.receive(message(created("a", 18, "01")))
    assert tracking.lines.of("duplicate") == [
        {"event": "duplicate", "object_name": "a", "event_type": "ObjectCreated:Put"}
    ]
    assert tracking.published == [18]


def test_a_redelivered_duplicate_repeats_the_current_total(tracking: SizeTracking) -> None:
    tracking.receive(message(created("a", 18, "01")), message(created("b", 28, "02")), message(removed("b", "03")))
    tracking.receive(message(created("b", 28, "02"), receives=2))
    assert tracking.lines.of("total_repeated") == [{"event": "total_repeated", "object_name": "b", "total_size": 18}]


def test_a_message_that_cannot_be_read_is_retried_alone(tracking: SizeTracking) -> None:
    good, other = message(created("a", 18, "01"), message_id="good"), message(created("b", 2, "02"), message_id="other")
    assert tracking.receive(good, enveloped({}, message_id="bad"), other) == ["bad"]
    assert tracking.totals == [18, 20]


def test_of_a_message_that_cannot_be_read_whole_nothing_is_applied(tracking: SizeTracking) -> None:
    assert tracking.receive(message(created("a", 18, "01"), created("b", 2, "no hexadecimal"))) == ["m-1"]
    assert tracking.totals == []


def test_a_message_that_fails_half_way_is_finished_by_its_redelivery(tracking: SizeTracking) -> None:
    def broken_after_the_first_write(_: str, call: Any) -> Any:
        if tracking.dynamodb.commits == 1:
            raise refused("InternalServerError", "Query")
        return call()

    many = message(*(created(f"object-{number:02d}", 1, "01") for number in range(MOST_TOGETHER + 1)))
    tracking.dynamodb.fault = broken_after_the_first_write
    assert tracking.receive(many) == ["m-1"]
    tracking.dynamodb.fault = lambda _, call: call()
    assert len(tracking.totals) == MOST_TOGETHER
    assert tracking.receive({**many, "attributes": {"ApproximateReceiveCount": "2"}}) == []
    assert tracking.totals == list(range(1, MOST_TOGETHER + 2))
    assert tracking.published[-1] == MOST_TOGETHER + 1


def test_a_batch_is_one_transaction(tracking: SizeTracking) -> None:
    records = [created("a", 5, "01"), created("b", 7, "01"), created("a", 9, "02"), removed("b", "02")]
    assert tracking.receive(*(message(each, message_id=f"m-{at}") for at, each in enumerate(records))) == []
    assert tracking.dynamodb.commits == 1
    assert tracking.totals == tracking.published == [5, 12, 16, 9]
    assert [item["object_name"]["S"] for item in tracking.dynamodb.items("ObjectTable")] == ["__STATE__", "a"]


def test_an_event_that_is_twice_in_a_batch_counts_once(tracking: SizeTracking) -> None:
    first, again = (message(created("a", 5, "01"), message_id=identifier) for identifier in ("first", "again"))
    assert tracking.receive(first, again) == []
    assert tracking.totals == tracking.published == [5]
    assert len(tracking.lines.of("duplicate")) == 1


def test_what_cannot_be_written_keeps_no_other_message_of_the_batch_from_it(tracking: SizeTracking) -> None:
    transact = tracking.dynamodb.transact_write_items

    def refusing_b(**request: Any) -> dict[str, Any]:
        puts = [write["Put"]["Item"] for write in request["TransactItems"] if "Put" in write]
        if any(item["object_name"]["S"] == "b" for item in puts):
            raise refused("ValidationException", "TransactWriteItems")
        return transact(**request)

    tracking.dynamodb.transact_write_items = refusing_b  # type: ignore[method-assign]
    batch = [message(created(name, 1, "01"), message_id=name) for name in "abc"]
    assert tracking.receive(*batch) == ["b"]
    assert tracking.totals == tracking.published == [1, 2]
    assert [line["message_id"] for line in tracking.lines.of("record_failed")] == ["b"]


def test_a_batch_whose_write_succeeded_unseen_publishes_its_total(tracking: SizeTracking) -> None:
    def answer_lost(operation: str, call: Any) -> Any:
        answer = call()
        if operation == "TransactWriteItems":
            raise ConnectionClosedError(endpoint_url="http://dynamodb")
        return answer

    tracking.dynamodb.fault = answer_lost
    assert tracking.receive(*(message(created(name, 1, "01"), message_id=name) for name in "ab")) == []
    assert tracking.totals == [1, 2]
    assert tracking.published == [2, 2]


def test_a_write_that_is_refused_but_was_made_publishes_its_total(tracking: SizeTracking) -> None:
    """Its first answer was lost; the same request, sent again by botocore, met another writer."""
    refusals = iter([refused("TransactionCanceledException", "TransactWriteItems",
                             CancellationReasons=[{"Code": "TransactionConflict"}])])  # fmt: skip

    def made_all_the_same(operation: str, call: Any) -> Any:
        answer = call()
        if operation == "TransactWriteItems" and (refusal := next(refusals, None)):
            raise refusal
        return answer

    tracking.dynamodb.fault = made_all_the_same
    assert tracking.receive(message(created("a", 18, "01"))) == []
    assert tracking.totals == [18]
    assert tracking.published == [18]


def test_a_duplicate_beside_a_change_that_met_another_writer_stays_one(tracking: SizeTracking) -> None:
    refusals = iter([refused("TransactionCanceledException", "TransactWriteItems",
                             CancellationReasons=[{"Code": "TransactionConflict"}])])  # fmt: skip

    def refused_once(operation: str, call: Any) -> Any:
        if operation == "TransactWriteItems" and (refusal := next(refusals, None)):
            raise refusal
        return call()

    tracking.receive(message(created("a", 18, "01")))
    tracking.dynamodb.fault = refused_once
    assert tracking.receive(message(created("a", 18, "01"), message_id="again"), message(created("b", 5, "02"))) == []
    assert tracking.published == [18, 23]
    assert len(tracking.lines.of("duplicate")) == 1


def test_rows_that_were_not_read_are_read_again(tracking: SizeTracking) -> None:
    def throttled_once(operation: str, call: Any) -> Any:
        answer = call()
        if operation == "BatchGetItem" and not tracking.pauses:
            answer = {"Responses": {"ObjectTable": []}, "UnprocessedKeys": {"ObjectTable": {}}}
        return answer

    tracking.receive(message(created("a", 5, "01")))
    tracking.dynamodb.fault = throttled_once
    assert tracking.receive(message(created("a", 7, "02"))) == []
    assert tracking.deltas == [5, 2]


def test_conflicts_are_met_with_a_bounded_number_of_attempts(tracking: SizeTracking) -> None:
    def always_in_conflict(operation: str, call: Any) -> Any:
        if operation == "TransactWriteItems":
            raise refused(
                "TransactionCanceledException", operation, CancellationReasons=[{"Code": "TransactionConflict"}]
            )
        return call()

    tracking.dynamodb.fault = always_in_conflict
    assert tracking.receive(message(created("a", 18, "01"))) == ["m-1"]
    assert len(tracking.pauses) == 3
    (line,) = tracking.lines.of("record_failed")
    assert line["error"] == "ConflictError"
    assert "4 attempts" in line["reason"]


def test_a_refused_write_is_not_repeated(tracking: SizeTracking) -> None:
    def denied(operation: str, call: Any) -> Any:
        if operation == "TransactWriteItems":
            raise refused("AccessDeniedException", operation)
        return call()

    tracking.dynamodb.fault = denied
    assert tracking.receive(message(created("a", 18, "01"))) == ["m-1"]
    assert tracking.pauses == []


def test_other_buckets_and_test_events_change_nothing(tracking: SizeTracking) -> None:
    test_event = enveloped({"Event": "s3:TestEvent"}, message_id="test")
    assert tracking.receive(message(created("a", 18, "01", bucket="elsewhere")), test_event) == []
    assert tracking.dynamodb.items("ObjectTable") == tracking.dynamodb.items("HistoryTable") == []
    assert [line["event"] for line in tracking.lines.all] == ["other_bucket", "no_object_changes"]


def test_only_current_objects_are_in_the_size_index(tracking: SizeTracking) -> None:
    tracking.receive(message(created("a", 18, "01"), created("b", 28, "02"), removed("b", "03"), removed("c", "04")))
    index = tracking.dynamodb.query(
        TableName="ObjectTable",
        IndexName="bucket_name-size-index",
        KeyConditionExpression="bucket_name = :bucket",
        ExpressionAttributeValues={":bucket": {"S": BUCKET}},
    )
    assert [item["object_name"]["S"] for item in index["Items"]] == ["a"]


def test_history_records_expire_so_many_days_after_their_event_and_objects_never() -> None:
    tracking = SizeTracking(history_days=90)
    tracking.receive(message(created("a.txt", 5, "01")))
    (record,) = tracking.dynamodb.items("HistoryTable")
    happened_s = datetime.fromisoformat(EVENT_TIME).timestamp()
    assert int(record["expires_at"]["N"]) == int(happened_s) + 90 * 86400
    assert not any("expires_at" in item for item in tracking.dynamodb.items("ObjectTable"))
