"""What a client is told when the emulator can't answer a request: by name, and never as an error that it tries again.

AWS's SDKs try again after every status from 500 on. A request that the emulator doesn't know, can't read or fails at
will do no better the next time.
"""

from traceback import extract_tb
from types import TracebackType

from emulator.validation.dialects import DIALECTS, STANDARD
from emulator.validation.refusal import Refusal

NOT_EMULATED = "NotImplemented"
UNREADABLE = {"json": "SerializationException", "rest-json": "SerializationException", "rest-xml": "MalformedXML"}
"""By protocol, what AWS's front ends call a body that they can't read."""


def not_emulated(service: str, operation: str, said: str = "") -> Refusal:
    """For an operation, or a part of one, that AWS has and the emulator hasn't; `said` is kept where it is ours."""
    if "emulat" in said and "LocalStack" not in said:
        return Refusal(NOT_EMULATED, said)
    return Refusal(NOT_EMULATED, f"The emulator has no {operation} of {service}: it is refused, and nothing is done.")


def unreadable(protocol: str | None) -> Refusal:
    """For a request whose body or parameters aren't what the service's model says."""
    return Refusal(UNREADABLE.get(protocol or "", "MalformedInput"), "The request could not be read: it is malformed.")


def failed(service: str, operation: str) -> Refusal:
    """For a request that the emulator failed at, which is its own fault."""
    dialect = DIALECTS.get(service)
    return Refusal(
        dialect.code if dialect is not None else STANDARD,
        f"The emulator failed at this {operation} of {service}, which is its fault; its log says where. "
        "AWS may take the request, or refuse it in words of its own.",
    )


def place(trace: TracebackType | None) -> str:
    """Where something failed: the innermost place, as file and line."""
    frames = extract_tb(trace)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "an unknown place"
