"""What requests count as, and what they consume of DynamoDB's tables, against AWS's documented examples."""

from typing import Any

import pytest

from emulator.dynamodb.capacity import Item, item_bytes, read_units, stored_bytes, write_units
from emulator.localstack.dynamodb.consumption import writes_of
from emulator.logs.storage import stored_bytes as events_bytes
from emulator.metering.counter import Counter, Kind
from emulator.metering.resources import owner_of, resource_of
from emulator.metering.sizes import chunks

BY_OWNER = [("owner", "size")]


def item(payload: int = 1, **attributes: str) -> Item:
    return {"id": {"S": "x"}, "data": {"S": "d" * payload}, **{name: {"S": text} for name, text in attributes.items()}}


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "grün"}, 5), ({"N": "12345"}, 4), ({"N": "-100"}, 2), ({"BOOL": True}, 1), ({"NULL": True}, 1),
        ({"B": "AAAA"}, 3), ({"SS": ["ab", "c"]}, 3), ({"L": []}, 3), ({"L": [{"S": "ab"}]}, 6),
        ({"M": {"k": {"S": "ab"}}}, 7),
    ],
)  # fmt: skip
def test_the_size_of_a_value(value: dict[str, Any], size: int) -> None:
    assert item_bytes({"n": value}) == size + 1


@pytest.mark.parametrize(
    ("before", "after", "units"),
    [
        (None, item(), 1),
        (None, item(3 * 1024), 4),
        (item(3 * 1024), None, 4),
        (item(3 * 1024), item(), 4),
        (None, None, 1),
        (None, item(owner="a", size="1"), 2),
        (item(owner="a", size="1"), item(owner="a", size="2"), 3),
        (item(owner="a", size="1"), item(2, owner="a", size="1"), 2),
        (item(owner="a", size="1"), item(owner="a", size="1"), 1),
        (item(owner="a", size="1"), item(), 2),
        (None, item(owner="a"), 1),
    ],
)
def test_what_a_write_consumes(before: Item | None, after: Item | None, units: int) -> None:
    assert write_units(before, after, BY_OWNER) == units
    assert write_units(before, after, BY_OWNER, times=2) == 2 * units


@pytest.mark.parametrize(
    ("sizes", "consistent", "times", "units"),
    [
        ([8 * 1024], True, 1, 2), ([8 * 1024], False, 1, 1), ([8 * 1024], True, 2, 4), ([1], False, 1, 0.5),
        ([], True, 1, 1), ([3000, 3000], True, 1, 2),
    ],
)  # fmt: skip
def test_what_a_read_consumes(sizes: list[int], consistent: bool, times: int, units: float) -> None:
    assert read_units(sizes, consistent=consistent, times=times) == units


def test_the_items_of_every_kind_of_write() -> None:
    put, key = {"Item": {"id": 1}}, {"Key": {"id": 2}}
    batch = {"RequestItems": {"T": [{"PutRequest": put}, {"DeleteRequest": key}]}}
    transaction = {"TransactItems": [{"Put": {"TableName": "T", **put}}, {"ConditionCheck": {"TableName": "T", **key}}]}
    both = [("T", {"id": 1}), ("T", {"id": 2})]

    assert list(writes_of("PutItem", {"TableName": "T", **put})) == both[:1]
    assert list(writes_of("UpdateItem", {"TableName": "T", **key})) == both[1:]
    assert list(writes_of("BatchWriteItem", batch)) == both
    assert list(writes_of("TransactWriteItems", transaction)) == both
    assert list(writes_of("GetItem", {"TableName": "T", **key})) == []


@pytest.mark.parametrize(
    ("request_bytes", "answer_bytes", "requests"), [(0, 0, 1), (65_536, 0, 1), (65_537, 0, 2), (10, 70_000, 2)]
)
def test_a_request_counts_for_each_64_kb(request_bytes: int, answer_bytes: int, requests: int) -> None:
    assert chunks({"MessageBody": "x" * request_bytes}, {"Messages": [{"Body": "x" * answer_bytes}]}) == requests
    assert chunks({"Entries": [{"MessageBody": "x" * request_bytes}]}, {}) == max(1, -(-request_bytes // 65_536))


@pytest.mark.parametrize(
    ("service", "parameters", "name", "owner"),
    [
        ("sqs", {"QueueUrl": "http://127.0.0.1:4566/000000000000/q"}, "q", "000000000000"),
        (
            "sqs",
            {"QueueUrl": "http://sqs.us-east-1.localhost:4566/111111111111/q"},
            "q",
            "111111111111",
        ),
        ("sns", {"TopicArn": "arn:aws:sns:us-east-1:111111111111:t"}, "t", "111111111111"),
        ("lambda", {"FunctionName": "arn:aws:lambda:us-east-1:000000000000:function:f"}, "f", "000000000000"),
        ("s3", {"Bucket": "b", "Key": "k"}, "b", None),
        ("logs", {"logGroupName": "/aws/lambda/f"}, "/aws/lambda/f", None),
        ("sts", {}, "", None),
    ],
)
def test_what_a_request_is_about_and_whose_that_is(
    service: str, parameters: dict[str, str], name: str, owner: str | None
) -> None:
    assert resource_of(service, parameters) == name
    assert owner_of(service, parameters) == owner


def test_requests_of_one_kind_are_counted_together_and_accounts_apart() -> None:
    counter, kind = Counter(), Kind("us-east-1", "sqs", "SendMessage", "q", "client", "ok")
    counter.add("1", kind)
    counter.add("1", kind, 3)
    counter.add("2", kind)

    (row,) = counter.of_account("1")

    assert (row["resource"], row["requests"], row["units"]) == ("q", 2, 4)
    assert counter.of_account("3") == []


def test_what_is_counted_has_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("emulator.metering.counter.MOST_KINDS", 3)
    counter = Counter()
    for number in range(10):
        counter.add("1", Kind("us-east-1", "sqs", "SendMessage", f"q{number}", "client", "ok"))
    counter.add("1", Kind("us-east-1", "sqs", "SendMessage", "q0", "client", "ok"))
    assert [(row["resource"], row["requests"]) for row in counter.of_account("1")] == [
        ("(others)", 7), ("q0", 2), ("q1", 1), ("q2", 1),
    ]  # fmt: skip
    assert len(resource_of("logs", {"logGroupName": "x" * 1_000_000})) == 512


def test_storage_counts_an_item_in_the_table_and_in_each_index_that_it_is_in() -> None:
    item: Item = {"pk": {"S": "a"}, "sort": {"S": "b"}}
    alone = item_bytes(item) + 100
    assert stored_bytes([], [("pk",)]) == 0
    assert stored_bytes([item], []) == alone
    assert stored_bytes([item, {"pk": {"S": "a"}}], [("pk", "sort"), ("other",)]) == 2 * alone + (2 + 1 + 100)


def test_a_log_event_takes_26_bytes_beside_its_message() -> None:
    assert events_bytes(["abc", "ü"]) == 3 + 2 + 2 * 26
    assert events_bytes([]) == 0


def test_requests_are_counted_by_the_day_of_the_account_s_clock() -> None:
    now_s = [0.0]
    counter = Counter(lambda _: now_s[0])
    kind = Kind("us-east-1", "sqs", "SendMessage", "jobs", "client", "ok")
    counter.add("1", kind)
    counter.add("1", kind, 2)
    now_s[0] = 86_400.0
    counter.add("1", kind)
    days = list(counter.by_day("1"))
    assert [(str(day), row["requests"], row["units"]) for day, row in days] == [
        ("1970-01-01", 2, 3),
        ("1970-01-02", 1, 1),
    ]
    assert counter.accounts() == ["1"]
    assert [(row["requests"], row["units"]) for row in counter.of_account("1")] == [(3, 4)]
