"""What a client is told when the emulator can't answer a request.

AWS's SDKs try again after every status from 500 on. A request that the emulator doesn't know or can't read will do no
better the next time: it is refused by name, with 400. One that the emulator fails at is answered as AWS answers a fault
of its own, with InternalFailure and 500 (API reference, "Common Errors"): nobody takes it for a refusal of the request.
"""

import re
from collections.abc import Mapping
from json import dumps
from traceback import extract_tb
from types import TracebackType
from xml.sax.saxutils import escape

from emulator.validation.refusal import Refusal

NOT_EMULATED, FAILED = "NotImplemented", "InternalFailure"
UNREADABLE = {"json": "SerializationException", "rest-json": "SerializationException", "rest-xml": "MalformedXML"}
"""By protocol, what AWS's front ends call a body that they can't read."""
CREDENTIAL_SCOPE = re.compile(r"Credential=[^/,\s]+/\d{8}/[\w-]+/([\w-]+)/aws4_request")
"""The service that a request is signed for."""


def not_emulated(service: str, operation: str, said: str = "") -> Refusal:
    """For an operation, or a part of one, that AWS has and the emulator hasn't; `said` is kept where it is ours."""
    if "emulat" in said and "LocalStack" not in said:
        return Refusal(NOT_EMULATED, said)
    return Refusal(NOT_EMULATED, f"The emulator has no {operation} of {service}: it is refused, and nothing is done.")


def unreadable(protocol: str | None) -> Refusal:
    """For a request whose body or parameters aren't what the service's model says."""
    return Refusal(UNREADABLE.get(protocol or "", "MalformedInput"), "The request could not be read: it is malformed.")


def no_yaml(said: str) -> Refusal:
    """For a request with a text that is neither JSON nor YAML, or says too much; `said` tells which, and where."""
    return Refusal("BadRequestException", f"A text of the request is neither JSON nor YAML that can be taken: {said}")


def failed(service: str, operation: str) -> Refusal:
    """For a request that the emulator failed at, which is its own fault."""
    return Refusal(
        FAILED,
        f"The emulator failed at {operation} of {service}, which is its fault; its log says where. "
        "AWS may take the request, or refuse it in words of its own.",
        500,
    )


def disk_full() -> Refusal:
    """For a request that the machine's disk has no room for. SDKs don't try again after a 507."""
    return Refusal(
        "InsufficientStorage",
        "The disk that the emulator keeps its files on is full: the request was not carried out. Make room, ask again.",
        507,
    )


def unknown_path(service: str, method: str, path: str) -> Refusal:
    """For a request that is none of a service's operations, such as one with an empty name in its path."""
    return Refusal(
        "UnknownOperationException", f"{service} has no operation {method} {path}: is a name in the path empty?", 404
    )


def signed_for(headers: Mapping[str, str]) -> str:
    """The signing name of the service that an Authorization header of version 4 is for; empty without such a header."""
    signed = CREDENTIAL_SCOPE.search(headers.get("Authorization", ""))
    return signed[1] if signed else ""


def without_service(headers: Mapping[str, str], in_json: bool = False) -> tuple[Refusal, bytes, str]:
    """For a request of which no known service can be told: the refusal, its body and the body's type.

    The body is JSON for a request in JSON, or when the service's protocol is known to be, and S3's XML for any other.
    """
    name = signed_for(headers) or "that this request is for"
    refusal = Refusal(NOT_EMULATED, f"The emulator has no service {name}: the request is refused, and nothing is done.")
    return refusal, *written(refusal, headers, in_json)


def written(refusal: Refusal, headers: Mapping[str, str], in_json: bool = False) -> tuple[bytes, str]:
    """A refusal's body and its type, where no serializer of a service writes it."""
    if in_json or "X-Amz-Target" in headers or "json" in headers.get("Content-Type", ""):
        return dumps({"__type": refusal.code, "message": refusal.message}).encode(), "application/x-amz-json-1.1"
    text = f"<Error><Code>{refusal.code}</Code><Message>{escape(refusal.message)}</Message></Error>"
    return text.encode(), "application/xml"


def place(trace: TracebackType | None) -> str:
    """Where something failed: the innermost place, as file and line."""
    frames = extract_tb(trace)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "an unknown place"
