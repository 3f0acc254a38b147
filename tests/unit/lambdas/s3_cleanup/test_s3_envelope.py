"""Opening the envelopes S3 → SNS → SQS."""

import json
from typing import Any

import pytest

from s3_events.batch import each_record, redelivered
from s3_events.change import ObjectChange, padded
from s3_events.envelope import MalformedMessageError, changes_of
from tests.unit.lambdas.s3_cleanup.notifications import BUCKET, EVENT_TIME, created, enveloped, message, removed

CREATED = created("a.txt", 18, "0A")


def test_every_record_of_the_event_in_its_order() -> None:
    record = message(created("a.txt", 18, "0A"), removed("a.txt", "0B"))
    assert changes_of(record) == [
        ObjectChange(BUCKET, "a.txt", "ObjectCreated:Put", padded("0A"), 18, EVENT_TIME),
        ObjectChange(BUCKET, "a.txt", "ObjectRemoved:Delete", padded("0B"), 0, EVENT_TIME),
    ]


@pytest.mark.parametrize(
    ("encoded", "name"),
    [
        ("my+photo.jpg", "my photo.jpg"),
        ("a%2Bb.txt", "a+b.txt"),
        ("na%C3%AFve/%E2%82%AC.txt", "naïve/€.txt"),
        ("100%25", "100%"),
    ],
)
def test_keys_are_form_url_decoded(encoded: str, name: str) -> None:
    record = {**CREATED, "s3": {**CREATED["s3"], "object": {**CREATED["s3"]["object"], "key": encoded}}}
    assert [change.object_name for change in changes_of(message(record))] == [name]


def test_the_test_event_has_no_changes() -> None:
    assert changes_of(enveloped({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": BUCKET})) == []


def test_other_events_are_left_out() -> None:
    tagging = {**CREATED, "eventName": "ObjectTagging:Put"}
    assert [change.object_name for change in changes_of(message(tagging, CREATED))] == ["a.txt"]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("0A", "0B"), ("0A", "0A1"), ("0A1", "0B"), ("0a", "0B"), ("055AED6DCD90281E5", "055AED6DCD90281E6")],
)
def test_sequencers_compare_after_padding_on_the_right(earlier: str, later: str) -> None:
    assert padded(earlier) < padded(later)


@pytest.mark.parametrize(("one", "other"), [("0A", "0A00"), ("0a", "0A")])
def test_sequencers_that_are_the_same(one: str, other: str) -> None:
    assert padded(one) == padded(other)


def _without(*path: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(json.dumps(CREATED))
    parent = record
    for name in path[:-1]:
        parent = parent[name]
    del parent[path[-1]]
    return record


def _with_object(**fields: object) -> dict[str, Any]:
    return {**CREATED, "s3": {**CREATED["s3"], "object": {**CREATED["s3"]["object"], **fields}}}


@pytest.mark.parametrize(
    ("record", "complaint"),
    [
        ({"messageId": "m"}, "the SQS body is not text"),
        ({"messageId": "m", "body": "{"}, "the SQS body is not JSON"),
        ({"messageId": "m", "body": "[]"}, "the SQS body is not a JSON object"),
        ({"messageId": "m", "body": json.dumps({"Records": [CREATED]})}, "the notification's Message is not text"),
        ({"messageId": "m", "body": json.dumps({"Message": "hello"})}, "the notification's Message is not JSON"),
        (enveloped({}), "no list `Records`"),
        (enveloped({"Records": {}}), "no list `Records`"),
        (enveloped({"Records": ["x"]}), "no text `eventName`"),
        (message(_without("eventName")), "no text `eventName`"),
        (message(_without("eventTime")), "no text `eventTime`"),
        (message(_without("s3")), "no object `s3`"),
        (message(_without("s3", "bucket")), "no object `bucket`"),
        (message(_without("s3", "bucket", "name")), "no text `name`"),
        (message(_without("s3", "object")), "no object `object`"),
        (message(_without("s3", "object", "key")), "no text `key`"),
        (message(_without("s3", "object", "sequencer")), "no text `sequencer`"),
        (message(_without("s3", "object", "size")), "size None"),
        (message(_with_object(sequencer="0x1")), "'0x1' is not hexadecimal"),
        (message(_with_object(size=-1)), "size -1"),
        (message(_with_object(size="18")), "size '18'"),
        (message(_with_object(size=True)), "size True"),
    ],
)
def test_malformed_messages_say_where(record: dict[str, Any], complaint: str) -> None:
    with pytest.raises(MalformedMessageError) as caught:
        changes_of(record)
    assert complaint in str(caught.value)


def test_a_failing_record_is_named_and_the_others_are_processed() -> None:
    processed, lines = [], []

    def process(record: Any) -> None:
        processed.append(record["messageId"])
        if record["messageId"] == "m-2":
            raise MalformedMessageError("broken")

    batch = {"Records": [{"messageId": f"m-{number}"} for number in (1, 2, 3)]}
    response = each_record(batch, process, lambda event, **fields: lines.append({"event": event, **fields}))
    assert processed == ["m-1", "m-2", "m-3"]
    assert response == {"batchItemFailures": [{"itemIdentifier": "m-2"}]}
    assert lines == [
        {"event": "record_failed", "message_id": "m-2", "error": "MalformedMessageError", "reason": "broken"}
    ]


@pytest.mark.parametrize(("receives", "expected"), [(1, False), (2, True)])
def test_a_redelivered_message_is_one_received_before(receives: int, expected: bool) -> None:
    assert redelivered(message(CREATED, receives=receives)) is expected
