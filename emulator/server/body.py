"""The body of a request, read as a whole before anything is done with it: what is cut off has never been asked. Pure.

A long body waits in an unnamed file, not in memory. Chunks are put together (RFC 9112, 7.1); their extensions and
trailers are read and left out, as AWS does, whose own trailers are inside aws-chunked bodies.
"""

from collections.abc import Callable, Generator
from errno import EDQUOT, ENOSPC
from http import HTTPStatus
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from emulator.server.head import Head
from emulator.server.incoming import Incoming, Later
from emulator.server.limits import Limits
from emulator.server.refusal import Refused

HEX = frozenset(b"0123456789abcdefABCDEF")
LONGEST_SIZE = 16
"""Digits of a chunk's size that is still a number of bytes."""


def is_full(problem: BaseException) -> bool:
    """Whether something failed because the disk, or the user's share of it, is full."""
    return isinstance(problem, OSError) and problem.errno in (ENOSPC, EDQUOT)


def waits_in_a_file(head: Head, limits: Limits) -> bool:
    """Whether the body may need room on the disk."""
    return head.length is None or head.length > limits.in_memory_bytes


Steps = Generator[None, None, IO[bytes]]
Waits = Generator[None, None, None]


class Reading:
    """A body that is on its way. One that is given up leaves nothing."""

    def __init__(self, head: Head, incoming: Incoming, limits: Limits, proceed: Callable[[], None]) -> None:
        """`proceed` tells a peer who waits for it to send the body.

        A peer who waits to send nothing is told as well: botocore takes an answer that comes without for the next
        one's.
        """
        self._steps = _steps(head, incoming, limits, proceed)

    def body(self) -> IO[bytes]:
        """The body, to be read from its beginning; Later until all of it is here. Or Refused, and that is the end."""
        try:
            next(self._steps)
        except StopIteration as done:
            body: IO[bytes] = done.value
            return body
        raise Later


def _steps(head: Head, incoming: Incoming, limits: Limits, proceed: Callable[[], None]) -> Steps:
    """A step for each time that more must come in first."""
    if head.length is not None and head.length > limits.body_bytes:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if head.continues:
        proceed()
    if head.length == 0:
        return BytesIO()
    first = (yield from _once_here(incoming.piece, head.length)) if head.length else b""
    if len(first) == head.length:
        return BytesIO(first)
    body = SpooledTemporaryFile(limits.in_memory_bytes)  # noqa: SIM115 - its reader closes it
    try:
        copying = _copied_chunks(incoming, body, limits) if head.length is None else None
        if copying is None:
            body.write(first)
            copying = _copied(incoming, body, (head.length or 0) - len(first))
        for _ in copying:
            if body.tell() > limits.slow_in_memory_bytes:
                body.rollover()
            yield
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return cast(IO[bytes], body)


def _once_here(take: Callable[[int], bytes], most: int) -> Generator[None, None, bytes]:
    while True:
        try:
            return take(most)
        except Later:
            yield


def _copied_chunks(incoming: Incoming, body: SpooledTemporaryFile[bytes], limits: Limits) -> Waits:
    total = 0
    while size := _size((yield from _once_here(incoming.line, limits.chunk_line_bytes))):
        total += size
        if total > limits.body_bytes:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        yield from _copied(incoming, body, size)
        if (yield from _once_here(incoming.line, 0)):
            raise Refused(HTTPStatus.BAD_REQUEST)
    yield from _skipped_trailers(incoming, limits)


def _size(line: bytes) -> int:
    digits = line.partition(b";")[0].rstrip(b" \t")
    if not digits or len(digits) > LONGEST_SIZE or not HEX.issuperset(digits):
        raise Refused(HTTPStatus.BAD_REQUEST)
    return int(digits, 16)


def _skipped_trailers(incoming: Incoming, limits: Limits) -> Waits:
    room = limits.head_bytes
    while line := (yield from _once_here(incoming.line, room)):
        room -= len(line)


def _copied(incoming: Incoming, body: SpooledTemporaryFile[bytes], count: int) -> Waits:
    while count:
        piece = yield from _once_here(incoming.piece, count)
        body.write(piece)
        count -= len(piece)
