"""Open the envelopes: an SQS record's body is an SNS notification, whose `Message` is an S3 event with its records."""

import json
from collections.abc import Mapping
from string import hexdigits
from typing import Any
from urllib.parse import unquote_plus

from s3_events.change import ObjectChange, is_creation, is_removal, padded

TEST_EVENT = "s3:TestEvent"
"""What S3 publishes when a notification is configured. It has no `Records`."""


class MalformedMessageError(Exception):
    """A message that can't be read as an S3 event. It says where. A retry can't cure it."""


def changes_of(record: Mapping[str, Any]) -> list[ObjectChange]:
    """The object changes in one SQS record, in its order; empty for a test event.

    Records of events other than `ObjectCreated:*` and `ObjectRemoved:*` are left out. Raises MalformedMessageError.
    """
    notification = _json_object(record.get("body"), "the SQS body")
    event = _json_object(notification.get("Message"), "the notification's Message")
    if event.get("Event") == TEST_EVENT:
        return []
    entries = event.get("Records")
    if not isinstance(entries, list):
        raise MalformedMessageError("the S3 event has no list `Records`")
    return [_change(entry) for entry in entries if _concerns_objects(entry)]


def _concerns_objects(entry: object) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("eventName"), str):
        raise MalformedMessageError("a record of the S3 event has no text `eventName`")
    return is_creation(entry["eventName"]) or is_removal(entry["eventName"])


def _change(entry: Mapping[str, Any]) -> ObjectChange:
    event_type = entry["eventName"]
    s3 = _mapping(entry, "s3")
    stored = _mapping(s3, "object")
    return ObjectChange(
        bucket_name=_text(_mapping(s3, "bucket"), "name"),
        object_name=unquote_plus(_text(stored, "key"), errors="strict"),
        event_type=event_type,
        sequencer=_sequencer(stored),
        size_bytes=0 if is_removal(event_type) else _size(stored),
        event_time=_text(entry, "eventTime"),
    )


def _json_object(text: object, where: str) -> dict[str, Any]:
    if not isinstance(text, str):
        raise MalformedMessageError(f"{where} is not text")
    try:
        found = json.loads(text)
    except ValueError as error:
        raise MalformedMessageError(f"{where} is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise MalformedMessageError(f"{where} is not a JSON object")
    return found


def _mapping(parent: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = parent.get(name)
    if not isinstance(found, dict):
        raise MalformedMessageError(f"a record of the S3 event has no object `{name}`")
    return found


def _text(parent: Mapping[str, Any], name: str) -> str:
    found = parent.get(name)
    if not isinstance(found, str) or not found:
        raise MalformedMessageError(f"a record of the S3 event has no text `{name}`")
    return found


def _sequencer(stored: Mapping[str, Any]) -> str:
    found = _text(stored, "sequencer")
    if not set(found) <= set(hexdigits):
        raise MalformedMessageError(f"the sequencer {found!r} is not hexadecimal")
    return padded(found)


def _size(stored: Mapping[str, Any]) -> int:
    found = stored.get("size")
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise MalformedMessageError(f"the object's size {found!r} is not a number of bytes")
    return found
