"""What a message, an event or a request is, without what differs from run to run: ids, times, signatures, addresses.

A decision goes by this, so that the same thing meets the same fault whenever, and beside whatever, it comes along.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from urllib.parse import unquote_plus

LONGEST_LABEL = 90
_VOLATILE = (
    (re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"), "*"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?"), "*"),
    (re.compile(r"[A-Za-z0-9+/=]{40,}"), "*"),
    (re.compile(r"\b[0-9a-fA-F]{12,}\b"), "*"),
    (re.compile(r"\b\d{9,}(?:\.\d+)?\b"), "*"),
    (re.compile(r"(?<=[a-z0-9]):\d{4,5}(?=/)"), ":*"),
)
_UNSEEN = frozenset({"Body", "ReceiptHandle", "ClientRequestToken", "ContentMD5", "ChecksumCRC32"})
"""Parameters of requests that are data or tokens."""


@dataclass(frozen=True, order=True)
class Identity:
    """`order` sorts what arrives together as it was caused, as far as that can be told; `what` names it."""

    order: str
    what: str


def stable(text: str) -> str:
    """The text with a star for whatever differs from run to run."""
    for pattern, instead in _VOLATILE:
        text = pattern.sub(instead, text)
    return text


def of_message(body: str) -> Identity:
    """A message of a queue or topic: the changes of objects it tells of, or else its stable text."""
    records = list(_s3_records(_parsed(body)))
    if not records:
        return Identity("", _label(stable(body)))
    return Identity(_sequencer(records[0]), ", ".join(map(_change, records)))


def of_event(payload: bytes | str) -> Identity:
    """The event of an invocation."""
    text = payload.decode(errors="replace") if isinstance(payload, bytes) else payload
    event = _parsed(text)
    if not isinstance(event, Mapping):
        return Identity("", _label(stable(text)))
    records = event.get("Records")
    if isinstance(records, list) and records and all(_is_sqs(one) for one in records):
        found = sorted(of_message(str(one.get("body", ""))) for one in records)
        return Identity(found[0].order, _label(" + ".join(one.what for one in found)))
    if list(_s3_records(event)):
        return of_message(text)
    if isinstance(event.get("alarmData"), Mapping):
        alarm = event["alarmData"]
        return Identity("", f"{alarm.get('alarmName')} {(alarm.get('state') or {}).get('value')}")
    asked = _asked(event)
    return Identity("", _label(stable(asked if asked is not None else text)))


def of_request(operation: str, parameters: Mapping[str, Any]) -> str:
    """A request to AWS: its operation, what it is about, and a fingerprint of the rest."""
    about = next((str(parameters[name]) for name in ("TableName", "Bucket", "QueueUrl") if name in parameters), "")
    seen = {name: value for name, value in parameters.items() if name not in _UNSEEN}
    text = stable(json.dumps(seen, sort_keys=True, default=str))
    return f"{operation} {about.rpartition('/')[2]} #{_digest(text)}".replace("  ", " ")


def receive_counts(payload: bytes) -> list[tuple[str, int]]:
    """The queue (ARN) and receive count of each message in an event source mapping's batch; none for other events."""
    event = _parsed(payload.decode(errors="replace"))
    records = event.get("Records") if isinstance(event, Mapping) else None
    return [
        (str(one.get("eventSourceARN", "")), int((one.get("attributes") or {}).get("ApproximateReceiveCount", 1)))
        for one in (records if isinstance(records, list) else ())
        if _is_sqs(one)
    ]


def _asked(event: Mapping[str, Any]) -> str | None:
    """What an API's event asks for; None when it is none."""
    context = event.get("requestContext")
    if not isinstance(context, Mapping):
        return None
    if isinstance(context.get("http"), Mapping):
        parts = (event.get("routeKey"), event.get("rawPath"), event.get("rawQueryString"), event.get("body"))
    else:
        parts = (event.get("httpMethod"), event.get("path"), event.get("queryStringParameters"), event.get("body"))
    return " ".join(str(part) for part in parts if part)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _s3_records(found: Any) -> Iterator[Mapping[str, Any]]:
    """The records of an S3 event, be it in the envelope of SNS or not."""
    if isinstance(found, Mapping) and isinstance(found.get("Message"), str):
        found = _parsed(found["Message"])
    records = found.get("Records") if isinstance(found, Mapping) else None
    for record in records if isinstance(records, list) else ():
        if isinstance(record, Mapping) and isinstance(record.get("s3"), Mapping):
            yield record


def _change(record: Mapping[str, Any]) -> str:
    stored = record["s3"].get("object") or {}
    size = f" {stored['size']} B" if "size" in stored else ""
    return f"{record.get('eventName')} {stable(unquote_plus(str(stored.get('key'))))}{size}"


def _sequencer(record: Mapping[str, Any]) -> str:
    return str((record["s3"].get("object") or {}).get("sequencer", "")).rjust(24, "0")


def _is_sqs(record: Any) -> bool:
    return isinstance(record, Mapping) and record.get("eventSource") == "aws:sqs"


def _label(text: str) -> str:
    """The text, or its beginning with a fingerprint of all of it."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_LABEL else f"{text[:LONGEST_LABEL]}… #{_digest(text)}"


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=4).hexdigest()
