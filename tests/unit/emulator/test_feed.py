"""What happened is kept for who watches, and for nobody else; travellers are known again at the next station."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from emulator.configuring import configures
from emulator.feed import KEPT, Feed
from emulator.marks import in_text, of_request

ACCOUNT = "000000000000"
S3_EVENT = json.dumps({"Records": [{
    "responseElements": {"x-amz-request-id": "r-1"},
    "s3": {"bucket": {"name": "b"}, "object": {"key": "a+b%2Fc.txt", "size": 3}},
}]})  # fmt: skip
NOTIFICATION = json.dumps({"Type": "Notification", "MessageId": "n-1", "Message": S3_EVENT})
LAMBDA_EVENT = json.dumps({"Records": [{"messageId": "m-1", "body": NOTIFICATION}]})
KEY, CHANGE = "key a b/c.txt", "change r-1"


class Times:
    now = 0.0


def a_feed() -> tuple[Feed, Times]:
    times = Times()
    return Feed(lambda: times.now, lambda: 1000.0 + times.now), times


def note(feed: Feed, on: str = "bucket", **more: Any) -> None:
    feed.note(ACCOUNT, lambda: 60.0, region="us-east-1", service="s3", what="PutObject", on=on, **more)


def test_nothing_is_kept_of_an_account_that_nobody_watches() -> None:
    feed, _ = a_feed()
    note(feed)
    feed.note_configured(ACCOUNT, "s3")
    told = feed.since(ACCOUNT, 0)
    assert (told["last"], told["configured"], told["not_kept"], told["happenings"]) == (0, 0, 0, [])


def test_what_happens_while_somebody_watches_is_numbered_and_told_once() -> None:
    feed, _ = a_feed()
    assert feed.watch(ACCOUNT) == 0
    note(feed, by="client", marks=["key a", "", "key a"])
    note(feed, "other")
    told = feed.since(ACCOUNT, 0)
    assert [(each["number"], each["on"]) for each in told["happenings"]] == [(1, "bucket"), (2, "other")]
    assert told["happenings"][0]["marks"] == ("key a",)
    assert [each["number"] for each in feed.since(ACCOUNT, 1)["happenings"]] == [2]


def test_a_watch_lapses_and_a_longer_one_is_not_cut_short() -> None:
    feed, times = a_feed()
    feed.watch(ACCOUNT, 100)
    feed.watch(ACCOUNT, 10)
    times.now = 99
    assert feed.is_watched(ACCOUNT)
    times.now = 100
    assert not feed.is_watched(ACCOUNT)


def test_of_what_finds_no_room_the_number_is_told() -> None:
    feed, _ = a_feed()
    feed.watch(ACCOUNT)
    for _ in range(KEPT + 3):
        note(feed)
    told = feed.since(ACCOUNT, 1)
    assert (len(told["happenings"]), told["not_kept"]) == (KEPT, 2)


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        (S3_EVENT, [KEY, CHANGE]),
        (NOTIFICATION, [KEY, "id n-1", CHANGE]),
        (LAMBDA_EVENT, [KEY, "id m-1", "id n-1", CHANGE]),
        ('{"jobId": "j-1", "s3Key": "uploads/j-1/x.jpg"}', ["key uploads/j-1/x.jpg", "id j-1"]),
        ("no event at all", []),
    ],
)
def test_marks_are_found_however_deep_an_event_lies(text: str, marks: list[str]) -> None:
    assert list(in_text(text)) == marks


@pytest.mark.parametrize(
    ("service", "parameters", "answer", "marks"),
    [
        ("s3", {"Bucket": "b", "Key": "x"}, {}, ["key x", "change q"]),
        ("sns", {"Message": S3_EVENT}, {"MessageId": "n-1"}, ["id n-1", KEY, CHANGE]),
        ("sqs", {"MessageBody": NOTIFICATION}, {"MessageId": "m-1"}, [KEY, "id n-1", CHANGE, "id m-1"]),
        ("sqs", {"Entries": [{"MessageBody": "x"}]}, {"Successful": [{"MessageId": "m-2"}]}, ["id m-2"]),
        ("sqs", {}, {"Messages": [{"MessageId": "m-1", "Body": NOTIFICATION}]}, ["id m-1", KEY, "id n-1", CHANGE]),
        ("dynamodb", {"TableName": "t"}, {}, []),
    ],
)
def test_marks_of_requests(service: str, parameters: dict[str, Any], answer: dict[str, Any], marks: list[str]) -> None:
    assert list(of_request(service, parameters, answer, "q")) == marks


def test_a_request_that_changes_nothing_has_no_mark_of_a_change() -> None:
    assert list(of_request("s3", {"Bucket": "b", "Key": "x"}, {}, "")) == ["key x"]


def test_an_event_by_a_bridge_names_its_request_too() -> None:
    detail = {"detail": {"object": {"key": "x"}, "request-id": "r-1"}}
    assert list(in_text(json.dumps(detail))) == ["key x", CHANGE]


def test_who_waits_is_told_as_soon_as_something_happens_or_is_changed() -> None:
    feed, _ = a_feed()
    feed.watch(ACCOUNT)
    for happens, expected in ((note, (1, 0)), (lambda feed: feed.note_configured(ACCOUNT, "s3"), (1, 1))):
        before = feed.since(ACCOUNT, 0)
        with ThreadPoolExecutor(1) as others:
            waiting = others.submit(feed.wait, ACCOUNT, before["last"], before["configured"], 60.0)
            happens(feed)
            waiting.result(30)
        told = feed.since(ACCOUNT, 0)
        assert (told["last"], told["configured"]) == expected


def test_what_was_changed_is_told_by_service() -> None:
    feed, _ = a_feed()
    feed.watch(ACCOUNT)
    assert feed.since(ACCOUNT, 0)["changed_at"] == {}
    for service in ("s3", "iam", "s3", "sqs"):
        feed.note_configured(ACCOUNT, service)
    assert feed.since(ACCOUNT, 0)["changed_at"] == {"iam": 2, "s3": 3, "sqs": 4}


def test_who_waits_for_what_has_happened_already_does_not_wait() -> None:
    feed, _ = a_feed()
    feed.watch(ACCOUNT)
    note(feed)
    feed.wait(ACCOUNT, 0, 0, 60.0)


def test_a_feed_is_told_from_that_of_another_process() -> None:
    assert a_feed()[0].since(ACCOUNT, 0)["of"] != a_feed()[0].since(ACCOUNT, 0)["of"]


@pytest.mark.parametrize(
    ("service", "operation", "is_so"),
    [
        ("sqs", "SetQueueAttributes", True), ("sqs", "SendMessage", False), ("s3", "PutObject", False),
        ("s3", "PutBucketNotification", True), ("lambda", "Invoke", False), ("logs", "PutLogEvents", False),
        ("lambda", "UpdateEventSourceMapping", True), ("iam", "PutRolePolicy", True), ("iam", "GetRole", False),
        ("sns", "Unsubscribe", True), ("cloudwatch", "SetAlarmState", True), ("events", "DescribeRule", False),
    ],
)  # fmt: skip
def test_what_stands_is_changed_by_what_is_neither_a_read_nor_an_event_s_way(
    service: str, operation: str, is_so: bool
) -> None:
    assert configures(service, operation) is is_so
