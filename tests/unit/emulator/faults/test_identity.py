"""What a thing is doesn't change with ids, times and addresses; and different things are different."""

import json
from typing import Any
from uuid import uuid4

import pytest

from emulator.faults.identity import Identity, of_event, of_message, of_request, receive_counts, stable


def s3_event(key: str, size: int = 18, sequencer: str = "0055AED6DCD90281E5") -> dict[str, Any]:
    stored = {"key": key, "size": size, "sequencer": sequencer}
    return {"Records": [{"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": "b"}, "object": stored}}]}


def notification(event: dict[str, Any]) -> str:
    return json.dumps(
        {"MessageId": str(uuid4()), "Message": json.dumps(event), "Timestamp": "2026-01-01T00:00:00.123Z"}
    )


def test_a_message_of_s3_is_the_changes_it_tells_of() -> None:
    found = of_message(notification(s3_event("c+d.txt")))
    assert found == Identity("0000000055AED6DCD90281E5".rjust(24, "0"), "ObjectCreated:Put c d.txt 18 B")
    assert of_message(json.dumps(s3_event("c+d.txt"))) == found


def test_the_same_message_is_the_same_in_another_run() -> None:
    one, other = ({"jobId": str(uuid4()), "s3Key": f"uploads/{uuid4()}/photo-1.jpg"} for _ in range(2))
    assert of_message(json.dumps(one)) == of_message(json.dumps(other))
    assert of_message(json.dumps(one)) != of_message(json.dumps({**one, "s3Key": f"uploads/{uuid4()}/photo-2.jpg"}))


def test_events_in_order_of_their_sequencers() -> None:
    early, late = (of_message(json.dumps(s3_event(key, 1, seq))) for key, seq in (("z", "00A1"), ("a", "00B2")))
    assert early < late


@pytest.mark.parametrize(
    ("event", "what"),
    [
        (s3_event("a.txt"), "ObjectCreated:Put a.txt 18 B"),
        ({"alarmData": {"alarmName": "total", "state": {"value": "ALARM", "timestamp": "…"}}}, "total ALARM"),
        (
            {"requestContext": {"http": {}}, "routeKey": "POST /uploads", "rawPath": "/uploads", "body": '{"a": 1}'},
            'POST /uploads /uploads {"a": 1}',
        ),
        ({"requestContext": {}, "httpMethod": "GET", "path": "/plot"}, "GET /plot"),
        ("text", '"text"'),
    ],
)
def test_what_an_event_is(event: object, what: str) -> None:
    assert of_event(json.dumps(event)).what == what


def batch(*bodies: str, count: int = 2) -> bytes:
    records = [
        {"eventSource": "aws:sqs", "body": body, "eventSourceARN": "arn:q", "messageId": str(uuid4()),
         "attributes": {"ApproximateReceiveCount": str(count)}}
        for body in bodies
    ]  # fmt: skip
    return json.dumps({"Records": records}).encode()


def test_a_batch_is_its_messages_in_whatever_order() -> None:
    one, other = (notification(s3_event(key, 1, "00AA")) for key in ("a", "b"))
    assert of_event(batch(one, other)) == of_event(batch(other, one))
    assert of_event(batch(one, other)).what == "ObjectCreated:Put a 1 B + ObjectCreated:Put b 1 B"
    assert receive_counts(batch(one, other)) == [("arn:q", 2), ("arn:q", 2)]
    assert receive_counts(b'{"Records": 1}') == []
    assert receive_counts(b"no JSON") == []


def test_what_is_not_json_is_its_text() -> None:
    assert of_event(b"\xff plain").what == "\ufffd plain"
    long = of_message("x y " * 100).what
    assert len(long) < 110
    assert long != of_message("x y " * 101).what


def test_a_request_is_its_operation_its_table_and_the_rest() -> None:
    asked = {"TableName": "jobs", "Key": {"jobId": {"S": str(uuid4())}}, "Body": object()}
    again = {"TableName": "jobs", "Key": {"jobId": {"S": str(uuid4())}}}
    assert of_request("GetItem", asked) == of_request("GetItem", again)
    assert of_request("GetItem", asked).startswith("GetItem jobs #")
    assert of_request("GetItem", {"TableName": "jobs", "Key": {"jobId": {"S": "a"}}}) != of_request("GetItem", again)


def test_volatile_parts_are_starred() -> None:
    text = "http://127.0.0.1:4566/x 1764432161.123 000000000000 2026-01-01T00:00:00Z " + "A" * 50
    assert stable(text) == "http://127.0.0.1:*/x * * * *"
