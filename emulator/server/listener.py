"""Accepts connections, and waits for those that are silent: a thread has a connection only while that one talks.

A thread of its own for every connection would cost nothing to hand over, and a thousand idle clients would cost a
thousand threads. So a thread keeps a connection for as long as requests follow each other, and gives it back here when
none has come for a second, or when one doesn't come to its end.
"""

import logging
import selectors
import socket
import ssl
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from errno import EMFILE, ENFILE
from threading import Event, Lock
from time import monotonic

from emulator.server.channel import Channel
from emulator.server.conversation import Application, Conversation, Outcome
from emulator.server.limits import Limits
from emulator.server.listening import listen
from emulator.server.workers import Workers

LOG = logging.getLogger(__name__)
RESERVE = 16
"""Threads for what must always be answered, while all the others are busy."""
NO_DESCRIPTORS = frozenset({EMFILE, ENFILE})
LOOK_S = 0.25
"""How often slow connections are looked at."""
GRACE_S = 10.0
"""For requests that are being answered when the server ends."""


class Listener:
    """The server: `add` addresses, `run` it in some thread, and `stop` it from another one."""

    def __init__(self, application: Application, limits: Limits, threads: int) -> None:
        self.application, self._limits = application, limits
        self._workers, self._reserve = Workers("http", threads), Workers("http-reserve", RESERVE)
        self._slow: dict[Conversation, float] = {}
        self._idle: dict[Conversation, None] = {}
        """Connections that are only waited for: those that owe something by a time, and the others, oldest first."""
        self._selector = selectors.DefaultSelector()
        self._sockets: list[socket.socket] = []
        self._returned: deque[Conversation] = deque()
        self._lock = Lock()
        self._live: set[Conversation] = set()
        self._stopping, self._quiet, self._looks_at_s = False, Event(), 0.0
        self._waker, self._woken = socket.socketpair()
        self._woken.setblocking(False)
        self._selector.register(self._woken, selectors.EVENT_READ, self._take_back)

    def add(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Listen there, for TLS beside plain HTTP if `tls` is given; the port. OSError when it can't be had."""
        listening = listen(host, port, self._limits)
        self._sockets.append(listening)
        chosen = int(listening.getsockname()[1])
        self._selector.register(listening, selectors.EVENT_READ, lambda: self._accept(listening, chosen, tls))
        return chosen

    def run(self) -> None:
        """Serve until `stop`, then until nothing is being answered any more, or the grace is over."""
        while not self._stopping:
            for key, _ in self._selector.select(self._look_s()):
                act: Callable[[], None] = key.data
                act()
            self._end_waits()
            self._end_slow_reading()
        for listening in self._sockets:
            listening.close()
        self._end(list(self._live))
        self._quiet.wait(GRACE_S)
        self._selector.close()
        self._woken.close()
        self._waker.close()

    def stop(self) -> None:
        """Accept nothing more and end what is idle; what is being answered is answered. From any thread."""
        self._stopping = True
        self._wake()

    @property
    def live(self) -> frozenset[Conversation]:
        """The connections there are."""
        with self._lock:
            return frozenset(self._live)

    def serves(self, conversation: Conversation) -> bool:
        """Whether a thread has this connection: False while it is only waited for."""
        return conversation not in self._slow and conversation not in self._idle

    def _accept(self, listening: socket.socket, port: int, tls: ssl.SSLContext | None) -> None:
        with suppress(OSError):
            while True:
                try:
                    accepted, peer = listening.accept()
                except OSError as problem:
                    if problem.errno in NO_DESCRIPTORS:  # whoever wants in would be announced again and again
                        self._drop_one()
                    raise
                if len(self._live) >= self._limits.connections:
                    self._drop_one()
                with suppress(OSError):
                    channel = Channel(accepted, peer[:2], port, self._limits, tls)
                    self._welcome(Conversation(channel, self.application, self._limits))

    def _welcome(self, conversation: Conversation) -> None:
        with self._lock:
            self._live.add(conversation)
        if conversation.channel.talks():  # as most do by now: their request came with the connection
            self._hand_over(conversation)
        else:
            self._watch(conversation)

    def _drop_one(self) -> None:
        """Drop a connection that is only waited for, the slowest first."""
        for waiting in (self._slow, self._idle):
            if waiting:
                conversation = next(iter(waiting))
                self._stop_watching(conversation)
                conversation.channel.close()
                self._forget(conversation)
                return

    def _watch(self, conversation: Conversation) -> None:
        def talks() -> None:
            if not self.serves(conversation):  # which it may do by now: it was dropped, or its time was up
                self._stop_watching(conversation)
                self._hand_over(conversation)

        until_s = conversation.until_s
        if until_s is None:
            self._idle[conversation] = None
        else:
            self._slow[conversation] = until_s
        try:
            self._selector.register(conversation.channel, selectors.EVENT_READ, talks)
        except ValueError:  # its thread has closed it meanwhile, as it does while the server stops
            self._slow.pop(conversation, None)
            self._idle.pop(conversation, None)
            self._forget(conversation)

    def _stop_watching(self, conversation: Conversation) -> None:
        self._slow.pop(conversation, None)
        self._idle.pop(conversation, None)
        self._selector.unregister(conversation.channel)

    def _end_waits(self) -> None:
        """Have those served whose time is up: they are told so."""
        if self._slow and monotonic() >= self._looks_at_s:
            now = monotonic()
            self._looks_at_s = now + LOOK_S
            for conversation in [each for each, until_s in self._slow.items() if until_s <= now]:
                self._stop_watching(conversation)
                self._hand_over(conversation)

    def _look_s(self) -> float | None:
        """How long nobody need look, unless something comes in."""
        return LOOK_S if self._slow or self._workers.all_busy else None

    def _end_slow_reading(self) -> None:
        """While requests wait for a thread, cut off who takes a long answer slowly, the slowest first."""
        if not self._workers.waiting:
            return
        now = monotonic()
        slowest = max(self.live, key=lambda each: each.channel.sending_s(now), default=None)
        if slowest and slowest.channel.sending_s(now) > self._limits.slow_reader_s:
            LOG.warning("every thread is busy: a peer that took its answer slowly is cut off")
            slowest.channel.cut_off()

    def _hand_over(self, conversation: Conversation) -> None:
        only_vital = self._workers.all_busy
        workers = self._reserve if only_vital else self._workers
        workers.submit(lambda: self._converse(conversation, only_vital))

    def _converse(self, conversation: Conversation, only_vital: bool = False) -> None:
        """In a worker's thread."""
        try:
            outcome = conversation.serve(only_vital)
        except Exception:
            LOG.exception("a connection is given up")
            outcome = Outcome.OVER
        if outcome is Outcome.ORDINARY:
            self._workers.submit(lambda: self._converse(conversation))
            return
        if outcome is Outcome.LATER and not self._stopping:
            self._returned.append(conversation)
            self._wake()
            if not self._stopping:
                return
        conversation.channel.close()
        self._forget(conversation)

    def _take_back(self) -> None:
        with suppress(BlockingIOError):
            self._woken.recv(4096)
        while self._returned:
            self._watch(self._returned.popleft())

    def _wake(self) -> None:
        with suppress(OSError):
            self._waker.send(b"!")

    def _forget(self, conversation: Conversation) -> None:
        with self._lock:
            self._live.discard(conversation)
            if self._stopping and not self._live:
                self._quiet.set()

    def _end(self, live: Sequence[Conversation]) -> None:
        """Let threads find that nothing more comes in, and close what is in no thread's hands."""
        watched = {key.fileobj for key in self._selector.get_map().values()}
        for conversation in live:
            conversation.channel.hang_up()
            if conversation.channel in watched:
                conversation.channel.close()
                self._forget(conversation)
        for conversation in self._returned:
            conversation.channel.close()
            self._forget(conversation)
        with self._lock:
            if not self._live:
                self._quiet.set()
