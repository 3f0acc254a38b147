"""One connection's requests, one after the other, in the order they came in: read, handed on, answered."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from http import HTTPStatus
from time import monotonic, time
from typing import IO, Protocol

from emulator.server.answer import Answer, Framed, Unsayable, frame, pieces
from emulator.server.body import Reading, is_full, waits_in_a_file
from emulator.server.channel import Channel, Origin
from emulator.server.head import Head, parse_head
from emulator.server.incoming import Gone, Incoming, Later
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

    def is_vital(self, head: Head) -> bool:
        """Whether it must be answered even when every thread is busy: quickly, then."""

    def no_room(self, head: Head) -> Answer:
        """The answer to a request whose body the disk has no room for."""

    def answer(self, request: Request) -> Answer:
        """The answer to one request; called once for each, however often it is sent."""

    def websocket(self, head: Head, channel: Channel, incoming: Incoming) -> None:
        """Take the connection over, for as long as it lasts."""


class Outcome(Enum):
    """What became of a connection while a thread had it."""

    OVER = "it is closed"
    LATER = "nothing more comes for now"
    ORDINARY = "what it asks for is nothing that must always be answered"


@dataclass(frozen=True, slots=True)
class Begun:
    """A request whose body is on its way, and the most that it may have."""

    head: Head
    reading: Reading
    limit: BodyLimit | None


class Conversation:
    """A connection in some thread's hands, or in nobody's while it is idle or slow: no thread waits for it then."""

    def __init__(
        self, channel: Channel, application: Application, limits: Limits, now: Callable[[], float] = monotonic
    ) -> None:
        self.channel = channel
        self._application, self._limits, self._now = application, limits, now
        self._incoming = Incoming(channel.receive, limits)
        self._open = False
        self._until_s: float | None = None
        self._head: Head | None = None
        self._begun: Begun | None = None
        self._left_to_drain: int | None = None

    @property
    def until_s(self) -> float | None:
        """When what it owes has to be here; None while it is only idle."""
        return self._until_s if self._until_s is not None else self._incoming.until_s

    def serve(self, only_vital: bool = False) -> Outcome:
        """Answer what comes in; with `only_vital` nothing but what must always be answered, and nobody waits."""
        if self._left_to_drain is not None:
            return self._drain(self._left_to_drain)
        self._incoming.at_leisure = not only_vital
        try:
            outcome = self._goes_on(only_vital)
        except Later:
            return Outcome.LATER
        except Gone:
            outcome = Outcome.OVER
        except Refused as refusal:
            self._try(partial(self.channel.send, refusal.answer))
            outcome = self._linger()
        if outcome is Outcome.OVER:
            self.channel.close()
        return outcome

    def _goes_on(self, only_vital: bool) -> Outcome:
        if not (self._open or self._opened()):
            return Outcome.OVER
        while self._begun is not None or self._head is not None or self._incoming.begin():
            if self._head is None:
                self._head = parse_head(self._incoming.head())
            if only_vital and not self._application.is_vital(self._head):
                return Outcome.ORDINARY
            if (outcome := self._exchange(self._head)) is not None:
                return outcome
            self._head = None
        return Outcome.OVER

    def _opened(self) -> bool:
        """Whether the connection is open; Later while a handshake isn't over, Refused when it takes too long."""
        try:
            self._open = self.channel.open()
        except TimeoutError:
            now = self._now()
            self._until_s = self._until_s or now + self._limits.head_s
            if now >= self._until_s:
                raise Gone from None
            raise Later from None
        self._until_s = None
        return self._open

    def _exchange(self, head: Head) -> Outcome | None:
        """One request and its answer: None when another may follow."""
        if head.websocket:
            self._application.websocket(head, self.channel, self._incoming)
            return Outcome.OVER
        if self._begun is None:
            limit = None
            if waits_in_a_file(head, self._limits):
                if refusal := self._application.refuses(head, self.channel):
                    return self._refuse(head, refusal)
                limit = self._application.limit(head, self.channel)
            bounds = replace(self._limits, body_bytes=limit.most_bytes) if limit else self._limits
            self._begun = Begun(head, Reading(head, self._incoming, bounds, self._proceed), limit)
        body = self._body(self._begun)
        self._begun = None
        if isinstance(body, Answer):
            return self._refuse(head, body)
        with body:
            answer = self._answer(Request(head, body, self.channel))
            try:
                return None if self._send(head, answer) else Outcome.OVER
            finally:
                self._try(getattr(answer.body, "close", _nothing))

    def _body(self, begun: Begun) -> IO[bytes] | Answer:
        """The body, or the answer to a request whose body isn't taken."""
        try:
            return begun.reading.body()
        except Refused as refusal:
            if begun.limit is None or refusal.status is not HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                raise
            return begun.limit.answer
        except OSError as problem:
            if not is_full(problem):
                raise
            LOG.error("no room for the body of %s %s", *_named(begun.head))
            return self._application.no_room(begun.head)

    def _refuse(self, head: Head, refusal: Answer) -> Outcome:
        """Answer without the body, or what is left of it: nothing may follow."""
        self._send(head, replace(refusal, headers=[*refusal.headers, ("Connection", "close")]))
        return self._linger()

    def _linger(self) -> Outcome:
        """Read what the peer still sends before the connection ends: a reset would take its answer."""
        self.channel.say_no_more()
        self._until_s = self._now() + self._limits.linger_s
        return self._drain(self._limits.linger_bytes)

    def _drain(self, left: int) -> Outcome:
        self._left_to_drain = left
        try:
            while self._left_to_drain > 0 and (data := self.channel.receive(0)):
                self._left_to_drain -= len(data)
        except TimeoutError:
            if self._now() < (self._until_s or 0):
                return Outcome.LATER
        self.channel.close()
        return Outcome.OVER

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
        framed, body = self._framed(head, answer)
        waiting, count, announced = framed.head, 0, framed.length
        try:
            for piece in pieces(framed, body):
                count += len(piece)
                if announced is not None and count > announced:  # the rest would be taken for the next answer
                    waiting += piece[: announced - count]
                    break
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
        if announced not in (None, count):
            # The peer would wait for the rest; or there is more than it was told of, which it never gets.
            LOG.error("the answer to %s %s has %d bytes or more, %d were announced", *_named(head), count, announced)
            return False
        return framed.persistent

    def _framed(self, head: Head, answer: Answer) -> tuple[Framed, Iterable[bytes]]:
        """The answer, or in the place of one that can't be sent 502, as a gateway says it of what it was given."""
        try:
            return frame(head, answer, time()), answer.body
        except Unsayable as problem:
            LOG.error("the answer to %s %s can't be sent: %s", *_named(head), problem)
            failed = HTTPStatus.BAD_GATEWAY
            unsayable = Answer(f"{failed.value} {failed.phrase}", [("Content-Length", "0")], ())
            return frame(head, unsayable, time()), unsayable.body

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
