"""The environments of one function version, and the invocations that wait for one of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic
from typing import Generic, TypeVar

from emulator.lambda_.growth import Growth
from emulator.lambda_.processes import machine_is_busy

Environment = TypeVar("Environment")


class Closed(Exception):
    """The version is gone: nobody gets an environment of it any more."""


class Pool(Generic[Environment]):
    """From any thread. `reserve` answers a free environment, reserved, or None; `count` how many there are."""

    def __init__(
        self,
        reserve: Callable[[], Environment | None],
        count: Callable[[], int],
        now: Callable[[], float] = monotonic,
        is_busy: Callable[[], bool] = machine_is_busy,
    ) -> None:
        self._reserve, self._count, self._now, self._is_busy = reserve, count, now, is_busy
        self._growth = Growth()
        self._changed = Condition()
        self._beginning = 0
        self._is_closed = False

    def free(self) -> Environment | None:
        """A free environment, if there is one now."""
        with self._changed:
            return None if self._is_closed else self._reserve()

    def take(self) -> Environment | None:
        """A free environment, or one that becomes free soon. None: one is to be begun, in `beginning`. Or Closed."""
        since_s = self._now()
        with self._changed:
            while True:
                self._refuse_when_closed()
                if (free := self._reserve()) is not None:
                    return free
                there = self._count() + self._beginning
                wait_s = self._growth.wait_s(there, since_s, self._now(), is_busy=self._is_busy())
                if not wait_s:
                    self._beginning += 1
                    return None
                self._changed.wait(wait_s)

    @contextmanager
    def beginning(self) -> Iterator[None]:
        """For the time in which an environment begins, until it is among those that `count` counts.

        Closed when the version went meanwhile: what has begun is to be ended.
        """
        began_s, has_begun = self._now(), False
        try:
            yield
            has_begun = True
        finally:
            with self._changed:
                self._beginning -= 1
                if has_begun:
                    self._growth.began(self._now() - began_s)
                self._changed.notify()
        self._refuse_when_closed()

    def freed(self) -> None:
        """An environment is free, or has ended: who has waited longest may have it, or its place."""
        with self._changed:
            self._changed.notify()

    def close(self) -> None:
        """Give out none any more, and let nobody wait."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def _refuse_when_closed(self) -> None:
        if self._is_closed:
            raise Closed
