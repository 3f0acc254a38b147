"""The body of a request, read as a whole before anything is done with it: what is cut off has never been asked. Pure.

A long body waits in an unnamed file, not in memory. Chunks are put together (RFC 9112, 7.1); their extensions and
trailers are read and left out, as AWS does, whose own trailers are inside aws-chunked bodies.
"""

from collections.abc import Callable
from errno import EDQUOT, ENOSPC
from http import HTTPStatus
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from emulator.server.head import Head
from emulator.server.incoming import Incoming
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


def read_body(head: Head, incoming: Incoming, limits: Limits, proceed: Callable[[], None]) -> IO[bytes]:
    """The body, to be read from its beginning; `proceed` tells a peer who waits for it to send one. Or Refused.

    A peer who waits to send nothing is told as well: botocore takes an answer that comes without for the next one's.
    """
    if head.length is not None and head.length > limits.body_bytes:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if head.continues:
        proceed()
    if head.length == 0:
        return BytesIO()
    first = incoming.piece(head.length) if head.length else b""
    if len(first) == head.length:
        return BytesIO(first)
    body = cast(IO[bytes], SpooledTemporaryFile(limits.in_memory_bytes))  # noqa: SIM115 - its reader closes it
    try:
        if head.length is None:
            _copy_chunks(incoming, body, limits)
        else:
            body.write(first)
            _copy(incoming, body, head.length - len(first))
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body


def _copy_chunks(incoming: Incoming, body: IO[bytes], limits: Limits) -> None:
    total = 0
    while size := _size(incoming.line(limits.chunk_line_bytes)):
        total += size
        if total > limits.body_bytes:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        _copy(incoming, body, size)
        if incoming.line(0):
            raise Refused(HTTPStatus.BAD_REQUEST)
    _skip_trailers(incoming, limits)


def _size(line: bytes) -> int:
    digits = line.partition(b";")[0].rstrip(b" \t")
    if not digits or len(digits) > LONGEST_SIZE or not HEX.issuperset(digits):
        raise Refused(HTTPStatus.BAD_REQUEST)
    return int(digits, 16)


def _skip_trailers(incoming: Incoming, limits: Limits) -> None:
    room = limits.head_bytes
    while line := incoming.line(room):
        room -= len(line)


def _copy(incoming: Incoming, body: IO[bytes], count: int) -> None:
    while count:
        piece = incoming.piece(count)
        body.write(piece)
        count -= len(piece)
