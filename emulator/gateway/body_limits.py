"""How long a body may be that a route takes, and what is said of one that is longer: known from a request's head.

Sources: API Gateway's quotas (10 MB), Lambda's quotas (6 MB for an invocation, 1 MB for an asynchronous one, 50 MB for
an archive, in base64), SQS's and SNS's (1 MiB of messages), DynamoDB's (16 MB for a batch). Where AWS documents no
limit, a service gets what the largest of those needs. S3's objects have S3's limit, which is the server's own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from emulator.gateway.failures import written
from emulator.gateway.table import Place
from emulator.validation.refusal import Refusal

MIB = 1024 * 1024
OTHERS_BYTES = 16 * MIB
API_BYTES = 10 * MIB
WEBSITE_BYTES = MIB
"""A web site of a bucket takes no body at all, and says so."""
MESSAGES_BYTES = 8 * MIB
"""1 MiB of messages, of which JSON may write each byte as six, and what is around them."""
MOST_BYTES = {"sqs": MESSAGES_BYTES, "sns": MESSAGES_BYTES}
INVOCATION_BYTES, EVENT_BYTES = 6 * MIB, MIB
ARCHIVE_BYTES = 70_167_211
"""As AWS names it: an archive of 50 MB in base64, and what is around it."""
FORM_BYTES = 128 * MIB
"""A web page's form for an object is signed within its body, which is read before anybody can tell."""
FOR_OBJECTS = frozenset({"s3", ""})
"""Where no service can be told, the body tells it, or the request is for an object and nobody has signed it."""
TOO_LONG = 413
_INVOCATION = re.compile(r"/\d{4}-\d{2}-\d{2}/functions/[^/]+/(?:invocations|invoke-async)/?")
_URL = re.compile(r"/_aws/lambda-url/.*|.*\.lambda-url\..*", re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """What a head says that matters here: `service` is empty where none can be told."""

    place: Place
    of_a_stranger: bool
    """Whether a web page of another site asks."""
    service: str
    method: str
    host: str
    path: str
    headers: Mapping[str, str]
    """By lower-case names."""


@dataclass(frozen=True)
class Limit:
    """The most bytes, and the whole answer to more: its body and the body's type, with status 413."""

    most_bytes: int
    body: bytes
    kind: str


def limit_of(asked: Asked) -> Limit | None:
    """The limit of what is asked for; None where the server's own is the only one."""
    if asked.place is Place.API:
        most = INVOCATION_BYTES if _URL.fullmatch(asked.path) or _URL.fullmatch(asked.host) else API_BYTES
        return Limit(most, b'{"message":"Request Entity Too Large"}', "application/json")
    if asked.place is Place.SERVICE and asked.service in FOR_OBJECTS:
        return _of_s3(asked)
    if asked.service == "lambda":
        return _of_lambda(asked)
    most = WEBSITE_BYTES if asked.place is Place.WEBSITE else MOST_BYTES.get(asked.service, OTHERS_BYTES)
    return _limit(asked, most, "RequestEntityTooLarge", f"A request must be smaller than {most} bytes.")


def _of_s3(asked: Asked) -> Limit | None:
    if not (asked.of_a_stranger and asked.method == "POST"):
        return None
    text = f"A page's form must be smaller than {FORM_BYTES} bytes: give it a presigned link (PUT) for more."
    return _limit(asked, FORM_BYTES, "EntityTooLarge", text)


def _of_lambda(asked: Asked) -> Limit:
    if not _INVOCATION.fullmatch(asked.path):
        text = f"Request must be smaller than {ARCHIVE_BYTES} bytes for the {asked.method} of {asked.path}"
        return _limit(asked, ARCHIVE_BYTES, "RequestEntityTooLargeException", text)
    is_event = asked.headers.get("x-amz-invocation-type") == "Event" or "invoke-async" in asked.path
    most = EVENT_BYTES if is_event else INVOCATION_BYTES
    text = f"Request must be smaller than {most} bytes for the InvokeFunction operation"
    return _limit(asked, most, "RequestTooLargeException", text)


def _limit(asked: Asked, most_bytes: int, code: str, text: str) -> Limit:
    in_json = asked.service == "lambda"
    names = {name.title(): value for name, value in asked.headers.items()}
    return Limit(most_bytes, *written(Refusal(code, text, TOO_LONG), names, in_json))
