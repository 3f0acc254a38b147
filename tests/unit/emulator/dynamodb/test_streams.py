"""Streams of tables, without LocalStack: records, views, iterators, retention, followers."""

from typing import Any

import pytest

from emulator.activity.tickets import running
from emulator.clock import clock_of
from emulator.dynamodb.streams.operations import Operations, StreamError
from emulator.dynamodb.streams.records import Change
from emulator.dynamodb.streams.specification import check_change, wanted_view
from emulator.dynamodb.streams.store import Streams
from emulator.dynamodb.streams.stream import FIRST, RETENTION_S, Stream
from emulator.dynamodb.tables import TableError

ACCOUNT, REGION = "424242424242", "eu-west-1"
TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/orders"


class Wall:
    """Time that a test sets."""

    def __init__(self) -> None:
        self.now_s = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now_s


def item(key: str, **more: str) -> dict[str, dict[str, str]]:
    return {"id": {"S": key}, **{name: {"S": value} for name, value in more.items()}}


def made(key: str) -> Change:
    return Change(None, item(key))


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def streams(wall: Wall) -> Streams:
    return Streams(wall)


@pytest.fixture
def stream(wall: Wall, streams: Streams) -> Stream:
    found = streams.enable(TABLE, ("id",), "NEW_AND_OLD_IMAGES")
    found._now = wall
    return found


@pytest.fixture
def ask(streams: Streams, wall: Wall) -> Any:
    operations = Operations(streams, ACCOUNT, REGION, wall)
    return lambda operation, **request: operations.answer(operation, request)


def iterator(ask: Any, stream: Stream, kind: str, **more: str) -> str:
    request = {"StreamArn": stream.origin.arn, "ShardId": stream.shard_id, "ShardIteratorType": kind, **more}
    return str(ask("GetShardIterator", **request)["ShardIterator"])


def keys(records: list[dict[str, Any]]) -> list[str]:
    return [record["dynamodb"]["Keys"]["id"]["S"] for record in records]


@pytest.mark.parametrize(
    ("view", "images"),
    [
        ("KEYS_ONLY", []),
        ("NEW_IMAGE", ["NewImage"]),
        ("OLD_IMAGE", ["OldImage"]),
        ("NEW_AND_OLD_IMAGES", ["NewImage", "OldImage"]),
    ],
)
def test_each_view_has_its_images(streams: Streams, view: str, images: list[str]) -> None:
    stream = streams.enable(TABLE, ("id",), view)
    stream.append([Change(item("a", v="1"), item("a", v="2"))])
    ((record,), _) = stream.read(FIRST)
    told = record["dynamodb"]
    assert [name for name in ("NewImage", "OldImage") if name in told] == images
    assert (record["eventName"], told["Keys"], told["StreamViewType"]) == ("MODIFY", item("a"), view)
    assert told["SizeBytes"] == 3 + 5 * len(images)
    assert (record["awsRegion"], record["eventVersion"], len(told["SequenceNumber"])) == (REGION, "1.1", 21)


def test_names_of_changes_and_what_changes_nothing(stream: Stream) -> None:
    stream.append([made("a"), Change(item("a"), item("a")), Change(item("a"), None), Change(None, None)])
    records, _ = stream.read(FIRST)
    assert [record["eventName"] for record in records] == ["INSERT", "REMOVE"]
    assert "OldImage" not in records[0]["dynamodb"]
    assert "NewImage" not in records[1]["dynamodb"]


def test_what_expired_was_removed_by_the_service(stream: Stream) -> None:
    stream.append([Change(item("a"), None, expired=True), Change(item("b"), None)])
    records, _ = stream.read(FIRST)
    assert [record.get("userIdentity") for record in records] == [
        {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"},
        None,
    ]


def test_iterators_of_each_kind(stream: Stream, ask: Any) -> None:
    stream.append([made("a"), made("b"), made("c")])
    latest = iterator(ask, stream, "LATEST")
    second = str(FIRST + 1)
    stream.append([made("d")])

    def read(one: str, **more: Any) -> list[str]:
        return keys(ask("GetRecords", ShardIterator=one, **more)["Records"])

    assert read(iterator(ask, stream, "TRIM_HORIZON")) == ["a", "b", "c", "d"]
    assert read(latest) == ["d"]
    assert read(iterator(ask, stream, "AT_SEQUENCE_NUMBER", SequenceNumber=second)) == ["b", "c", "d"]
    assert read(iterator(ask, stream, "AFTER_SEQUENCE_NUMBER", SequenceNumber=second), Limit=1) == ["c"]


def test_reading_goes_on_where_it_ended(stream: Stream, ask: Any) -> None:
    stream.append([made("a"), made("b"), made("c")])
    first = ask("GetRecords", ShardIterator=iterator(ask, stream, "TRIM_HORIZON"), Limit=2)
    second = ask("GetRecords", ShardIterator=first["NextShardIterator"])
    third = ask("GetRecords", ShardIterator=second["NextShardIterator"])
    assert [keys(one["Records"]) for one in (first, second, third)] == [["a", "b"], ["c"], []]


def test_a_megabyte_is_the_most_of_one_answer(stream: Stream) -> None:
    stream.append([Change(None, item(str(number), v="x" * 400_000)) for number in range(4)])
    records, position = stream.read(FIRST)
    assert (keys(records), position) == (["0", "1"], FIRST + 2)


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        ("AT_SEQUENCE_NUMBER", str(FIRST + 9), "ValidationException"),
        ("AT_SEQUENCE_NUMBER", "x", "ValidationException"),
        ("AFTER_SEQUENCE_NUMBER", None, "ValidationException"),
        ("AT_SEQUENCE_NUMBER", "1", "TrimmedDataAccessException"),
    ],
)
def test_sequence_numbers_that_are_none(stream: Stream, ask: Any, kind: str, number: str | None, code: str) -> None:
    stream.append([made("a")])
    with pytest.raises(StreamError) as refused:
        iterator(ask, stream, kind, **({"SequenceNumber": number} if number else {}))
    assert refused.value.code == code


def test_the_number_that_a_shard_starts_with_can_be_asked_for_before_there_is_a_record(
    stream: Stream, ask: Any
) -> None:
    described = ask("DescribeStream", StreamArn=stream.origin.arn)["StreamDescription"]["Shards"][0]
    number = described["SequenceNumberRange"]["StartingSequenceNumber"]
    first = iterator(ask, stream, "AT_SEQUENCE_NUMBER", SequenceNumber=number)
    stream.append([made("a")])
    assert keys(ask("GetRecords", ShardIterator=first)["Records"]) == ["a"]
    with pytest.raises(StreamError, match="Invalid SequenceNumber"):
        iterator(ask, stream, "AFTER_SEQUENCE_NUMBER", SequenceNumber=str(FIRST + 1))


def test_what_is_not_there_is_refused(stream: Stream, ask: Any, wall: Wall) -> None:
    old = iterator(ask, stream, "LATEST")
    wall.now_s += 901
    for operation, request, code in [
        ("DescribeStream", {"StreamArn": f"{TABLE}/stream/never"}, "ResourceNotFoundException"),
        ("GetRecords", {"ShardIterator": "what?"}, "ValidationException"),
        ("GetRecords", {"ShardIterator": old}, "ExpiredIteratorException"),
        (
            "GetShardIterator",
            {"StreamArn": stream.origin.arn, "ShardId": "shardId-0", "ShardIteratorType": "LATEST"},
            "ResourceNotFoundException",
        ),
    ]:
        with pytest.raises(StreamError) as refused:
            ask(operation, **request)
        assert refused.value.code == code


def test_records_are_kept_for_a_day(stream: Stream, ask: Any, wall: Wall) -> None:
    stream.append([made("a")])
    first = iterator(ask, stream, "AT_SEQUENCE_NUMBER", SequenceNumber=str(FIRST))
    beginning = iterator(ask, stream, "TRIM_HORIZON")
    wall.now_s += 600
    stream.append([made("b")])
    stream._now = lambda: 1_700_000_000.0 + RETENTION_S + 1
    assert keys(ask("GetRecords", ShardIterator=beginning)["Records"]) == ["b"]
    with pytest.raises(StreamError, match="past the oldest"):
        ask("GetRecords", ShardIterator=first)


def test_a_stream_that_is_disabled_can_be_read_to_its_end_for_a_day(streams: Streams, stream: Stream, ask: Any) -> None:
    stream.append([made("a")])
    streams.disable(TABLE)
    stream.append([made("b")])
    assert streams.of_table(TABLE) is None
    told = ask("DescribeStream", StreamArn=stream.origin.arn)["StreamDescription"]
    assert told["StreamStatus"] == "DISABLED"
    (shard,) = told["Shards"]
    assert shard["SequenceNumberRange"]["EndingSequenceNumber"] == str(FIRST)
    answer = ask("GetRecords", ShardIterator=iterator(ask, stream, "TRIM_HORIZON"))
    assert keys(answer["Records"]) == ["a"]
    assert "NextShardIterator" not in answer
    again = streams.enable(TABLE, ("id",), "KEYS_ONLY")
    assert [one["StreamArn"] for one in ask("ListStreams")["Streams"]] == sorted([stream.origin.arn, again.origin.arn])
    stream._now = lambda: 1e12
    assert [one["StreamArn"] for one in ask("ListStreams")["Streams"]] == [again.origin.arn]


def test_listing_pages_and_tables(streams: Streams, stream: Stream, ask: Any) -> None:
    other = streams.enable(f"{TABLE}-2", ("id", "at"), "KEYS_ONLY")
    streams.enable(TABLE.replace(REGION, "us-east-1"), ("id",), "KEYS_ONLY")
    first = ask("ListStreams", Limit=1)
    rest = ask("ListStreams", ExclusiveStartStreamArn=first["LastEvaluatedStreamArn"])
    assert [one["TableName"] for one in first["Streams"] + rest["Streams"]] == ["orders-2", "orders"]
    (only,) = ask("ListStreams", TableName="orders-2")["Streams"]
    assert only == {"StreamArn": other.origin.arn, "StreamLabel": other.label, "TableName": "orders-2"}
    schema = ask("DescribeStream", StreamArn=other.origin.arn)["StreamDescription"]["KeySchema"]
    assert [one["KeyType"] for one in schema] == ["HASH", "RANGE"]


def test_a_shard_has_nothing_behind_it(stream: Stream, ask: Any) -> None:
    told = ask("DescribeStream", StreamArn=stream.origin.arn, ExclusiveStartShardId=stream.shard_id)
    assert told["StreamDescription"]["Shards"] == []


def test_a_follower_that_is_behind_keeps_its_account_busy(stream: Stream) -> None:
    stream.append([made("a")])
    assert running(ACCOUNT)[0] == {}
    follower = stream.follow("m", stream.end)
    stream.append([made("b"), made("c")])
    assert running(ACCOUNT)[0] == {"stream": {"orders": 1}}
    assert follower.wakeup.is_set()
    stream.done("m", FIRST + 2)
    assert running(ACCOUNT)[0] == {"stream": {"orders": 1}}
    stream.done("m", stream.end)
    assert running(ACCOUNT)[0] == {}


def test_a_follower_that_pauses_goes_on_where_it_was(stream: Stream) -> None:
    stream.follow("m", stream.horizon)
    stream.append([made("a")])
    stream.pause("m")
    assert running(ACCOUNT)[0] == {}
    stream.append([made("b")])
    assert running(ACCOUNT)[0] == {}
    assert stream.follow("m", stream.end).position == FIRST
    assert running(ACCOUNT)[0] == {"stream": {"orders": 1}}
    stream.leave("m")
    assert running(ACCOUNT)[0] == {}
    stream.done("m", stream.end)
    stream.pause("m")


def test_tables_that_are_gone_leave_their_stream(streams: Streams, stream: Stream) -> None:
    streams.forget(TABLE)
    assert (streams.of_table(TABLE), streams.latest(TABLE)) == (None, None)
    assert streams.find(stream.origin.arn) is stream


def test_streams_of_one_moment_have_labels_of_their_own(streams: Streams) -> None:
    assert streams.enable(TABLE, ("id",), "KEYS_ONLY").label != streams.enable(TABLE, ("id",), "KEYS_ONLY").label


def test_records_are_kept_by_the_account_s_clock(wall: Wall, streams: Streams) -> None:
    clock = clock_of(ACCOUNT)
    stream = streams.enable(TABLE, ("id",), "KEYS_ONLY")
    clock.step()
    try:
        stream.append([made("a")])
        clock.advance_to(clock.now() + RETENTION_S)
        assert stream.horizon == FIRST + 1
    finally:
        clock.run()


@pytest.mark.parametrize(
    ("specification", "view"),
    [
        (None, None),
        ({"StreamEnabled": False}, None),
        ({"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}, "NEW_IMAGE"),
    ],
)
def test_what_is_asked_for(specification: Any, view: str | None) -> None:
    assert wanted_view(specification) == view


@pytest.mark.parametrize(
    "specification",
    [{"StreamEnabled": True}, {"StreamEnabled": False, "StreamViewType": "NEW_IMAGE"}],
)
def test_what_is_no_specification(specification: Any) -> None:
    with pytest.raises(TableError, match="StreamViewType"):
        wanted_view(specification)


@pytest.mark.parametrize("enabled", [True, False])
def test_a_change_must_change_something(enabled: bool) -> None:
    check_change({"StreamEnabled": not enabled}, "t", enabled)
    with pytest.raises(TableError, match="enabled stream"):
        check_change({"StreamEnabled": enabled}, "t", enabled)
