"""How the emulator and a zygote speak: length-prefixed JSON over a Unix stream socket, file descriptors alongside.

Used by both ends, so that there is one definition.
"""

import json
import os
import socket
from dataclasses import asdict, dataclass, field
from typing import Any

DESCRIPTORS = ("output", "report", "lifeline")
"""What accompanies a request, in this order: where the function's output and log records go, where the supervisor's
last word goes, and a pipe that the emulator never writes to: its end is the order to end."""

_PREFIX_BYTES = 4


@dataclass(frozen=True)
class Launch:
    """One environment to start. `task`, `layers` and `scratch` are folders as the emulator sees them.

    `layers` is None when the function has none; `layers_seen` is where it finds them, None when they aren't searched.
    `fresh` asks for an interpreter of its own, `wrapper` is a program to start it with (AWS_LAMBDA_EXEC_WRAPPER).
    `program` is what the function is instead of a Python interpreter, as it sees it; empty for Python.
    """

    environment: dict[str, str]
    task: str
    layers: "str | None"
    scratch: str
    layers_seen: "str | None" = None
    fresh: bool = False
    wrapper: str = ""
    program: "list[str]" = field(default_factory=list)


def send(channel: socket.socket, message: "Launch | dict[str, Any]", descriptors: "tuple[int, ...]" = ()) -> None:
    """Send one message; the descriptors arrive with it."""
    body = json.dumps(message if isinstance(message, dict) else asdict(message)).encode()
    prefix = len(body).to_bytes(_PREFIX_BYTES, "big")
    if descriptors:
        socket.send_fds(channel, [prefix], list(descriptors))
    else:
        channel.sendall(prefix)
    channel.sendall(body)


def receive(channel: socket.socket) -> "tuple[dict[str, Any], list[int]] | None":
    """The next message and its descriptors; None at the end of the conversation."""
    prefix, descriptors, _, _ = socket.recv_fds(channel, _PREFIX_BYTES, len(DESCRIPTORS))
    if not prefix:
        return None
    for descriptor in descriptors:
        os.set_inheritable(descriptor, False)
    prefix += _exactly(channel, _PREFIX_BYTES - len(prefix))
    body = _exactly(channel, int.from_bytes(prefix, "big"))
    return json.loads(body), list(descriptors)


def _exactly(channel: socket.socket, size: int) -> bytes:
    parts = []
    while size:
        part = channel.recv(min(size, 1 << 16))
        if not part:
            raise ConnectionError("the other end went away in the middle of a message")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
