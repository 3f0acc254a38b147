"""By what a thing that travels is known again at the next station: keys of objects, ids of messages and requests. Pure.

Bodies are searched as text rather than parsed: an event lies in a notification that lies in a message, each quoted once
more, and what is searched for is written the same in all of them but for the quotes' backslashes.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote_plus

CHANGE = "change "
"""Before the id of the request to S3 that an event is about."""
SEARCHED = 16_384
"""Characters of a body that are looked at: what travels further on is named near the beginning."""
_KEY = re.compile(r'\\*"object\\*"\s*:\s*\{[^{}]*?\\*"key\\*"\s*:\s*\\*"([^"\\]+)')
_OWN_KEY = re.compile(r'\\*"s3Key\\*"\s*:\s*\\*"([^"\\]+)')
_CHANGE = re.compile(r'\\*"(?:x-amz-)?request-id\\*"\s*:\s*\\*"([^"\\]+)')
_IDS = re.compile(r'\\*"(?:MessageId|messageId|jobId)\\*"\s*:\s*\\*"([^"\\]+)')


def in_text(text: str) -> Iterator[str]:
    """The keys of objects, the ids of messages and of the requests that changed a bucket that a body names."""
    cut = text[:SEARCHED]
    yield from (f"key {unquote_plus(found)}" for found in _KEY.findall(cut))
    yield from (f"key {found}" for found in _OWN_KEY.findall(cut))
    yield from (f"id {found}" for found in _IDS.findall(cut))
    yield from (f"{CHANGE}{found}" for found in _CHANGE.findall(cut))


def of_request(
    service: str, parameters: Mapping[str, Any], answer: Mapping[str, Any], changed_by: str
) -> Iterator[str]:
    """The marks of one request to S3, SNS or SQS, with its answer; none of other services'.

    `changed_by` is the request's id where it changes a bucket, and empty where it doesn't.
    """
    if service == "s3":
        if key := parameters.get("Key"):
            yield f"key {key}"
        if changed_by:
            yield f"{CHANGE}{changed_by}"
    elif service == "sns":
        yield from _ids(answer, parameters.get("Message", ""))
    elif service == "sqs":
        for part in (parameters, *_list(parameters.get("Entries"))):
            yield from in_text(str(part.get("MessageBody", "")))
        for part in (answer, *_list(answer.get("Successful")), *_list(answer.get("Messages"))):
            yield from _ids(part, part.get("Body", ""))


def _ids(part: Mapping[str, Any], text: Any) -> Iterator[str]:
    if found := part.get("MessageId"):
        yield f"id {found}"
    yield from in_text(str(text or ""))


def _list(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
