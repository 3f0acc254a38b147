"""One connection's requests, one after the other, in the order they came in: read, handed on, answered."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from time import time
from typing import IO, Protocol

from emulator.server.answer import Answer, frame, pieces
from emulator.server.body import is_full, read_body, waits_in_a_file
from emulator.server.channel import Channel, Origin
from emulator.server.head import Head, parse_head
from emulator.server.incoming import Gone, Incoming
from emulator.server.limits import Limits
from emulator.server.refusal import Refused

LOG = logging.getLogger(__name__)
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
TOGETHER_BYTES = 64 * 1024
"""Up to this size pieces go out with the head: each send is a packet, and lets other threads run."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request that is here as a whole."""

    head: Head
    body: IO[bytes]
    origin: Origin


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """The most bytes that a route takes, and the answer to more."""

    most_bytes: int
    answer: Answer


class Application(Protocol):
    """What answers."""

    def refuses(self, head: Head, origin: Origin) -> Answer | None:
        """The refusal of a request by its head alone; asked before a body is read that is too long for memory."""

    def limit(self, head: Head, origin: Origin) -> BodyLimit | None:
        """How long the body may be, asked like `refuses`; None when the server's own limit is the only one."""

    def no_room(self, head: Head) -> Answer:
        """The answer to a request whose body the disk has no room for."""

    def answer(self, request: Request) -> Answer:
        """The answer to one request; called once for each, however often it is sent."""

    def websocket(self, head: Head, channel: Channel, incoming: Incoming) -> None:
        """Take the connection over, for as long as it lasts."""


class Conversation:
    """A connection in some thread's hands, or in nobody's while it is idle."""

    def __init__(self, channel: Channel, application: Application, limits: Limits) -> None:
        self.channel = channel
        self._application, self._limits = application, limits
        self._incoming = Incoming(channel.receive, limits)
        self._open = False
        self.busy = False

    def serve(self) -> bool:
        """Answer what comes in. True when nothing does for now; False when the connection is over, and closed."""
        try:
            if self._goes_on():
                return True
        except Gone:
            pass
        except Refused as refusal:
            self._try(partial(self.channel.send, refusal.answer))
            self.channel.close(linger=True)
        self.channel.close()
        return False

    def _goes_on(self) -> bool:
        if not self._open:
            if not self.channel.open():
                return False
            self._open = True
        while True:
            try:
                if not self._incoming.begin():
                    return False
            except TimeoutError:
                return True
            self.busy = True
            try:
                if not self._exchange():
                    return False
            finally:
                self.busy = False

    def _exchange(self) -> bool:
        """One request and its answer: whether another may follow."""
        head = parse_head(self._incoming.head())
        if head.websocket:
            self._application.websocket(head, self.channel, self._incoming)
            return False
        limit = None
        if waits_in_a_file(head, self._limits):
            if refusal := self._application.refuses(head, self.channel):
                return self._refuse(head, refusal)
            limit = self._application.limit(head, self.channel)
        body = self._body(head, limit)
        if isinstance(body, Answer):
            return self._refuse(head, body)
        with body:
            answer = self._answer(Request(head, body, self.channel))
            try:
                return self._send(head, answer)
            finally:
                self._try(getattr(answer.body, "close", _nothing))

    def _body(self, head: Head, limit: BodyLimit | None) -> IO[bytes] | Answer:
        """The body, or the answer to a request whose body isn't taken."""
        bounds = replace(self._limits, body_bytes=limit.most_bytes) if limit else self._limits
        try:
            return read_body(head, self._incoming, bounds, self._proceed)
        except Refused as refusal:
            if limit is None or refusal.status is not HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                raise
            return limit.answer
        except OSError as problem:
            if not is_full(problem):
                raise
            LOG.error("no room for the body of %s %s", *_named(head))
            return self._application.no_room(head)

    def _refuse(self, head: Head, refusal: Answer) -> bool:
        """Answer without the body, or what is left of it: nothing may follow."""
        self._send(head, replace(refusal, headers=[*refusal.headers, ("Connection", "close")]))
        self.channel.close(linger=True)
        return False

    def _proceed(self) -> None:
        self.channel.send(CONTINUE)

    def _answer(self, request: Request) -> Answer:
        try:
            return self._application.answer(request)
        except Refused:
            raise
        except Exception:
            LOG.exception("no answer to %s %s", request.head.method, request.head.target[:200])
            failed = HTTPStatus.INTERNAL_SERVER_ERROR
            return Answer(f"{failed.value} {failed.phrase}", [("Content-Length", "0")], ())

    def _send(self, head: Head, answer: Answer) -> bool:
        framed = frame(head, answer, time())
        waiting, count = framed.head, 0
        try:
            for piece in pieces(framed, answer.body):
                count += len(piece)
                if len(waiting) + len(piece) > TOGETHER_BYTES or framed.chunked:
                    self.channel.send(waiting)
                    waiting = piece
                else:
                    waiting += piece
        except Gone:
            raise
        except Exception:
            # Its length was announced, or it is not over without its last chunk: the peer sees that it is cut off.
            LOG.exception("the answer to %s %s is cut off", head.method, head.target[:200])
            return False
        self.channel.send(waiting)
        if framed.length not in (None, count):
            # The peer would wait for the rest, or take too much for the next answer.
            LOG.error("the answer to %s %s has %d bytes, %d were announced", *_named(head), count, framed.length)
            return False
        return framed.persistent

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Gone:
            pass
        except Exception:
            LOG.exception("after an answer")


def _named(head: Head) -> tuple[str, bytes]:
    return head.method, head.target[:200]


def _nothing() -> None:
    """For a body that has nothing to close."""
