"""Turns: of many who want to work at once, a few do, in the order in which they came. Pure but for waiting.

Thirty runs side by side on two cores end no sooner than four at a time, and take the memory of thirty.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition


class Turns:
    """So many at once; who comes later waits, first come, first served."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._changed = Condition()
        self._waiting: deque[object] = deque()

    @contextmanager
    def turn(self, on_wait: Callable[[int], None] = lambda before: None) -> Iterator["Turn"]:
        """One's turn for the length of the block; `on_wait` is told how many are before one, each time that changes."""
        turn = Turn(self, on_wait)
        turn.take()
        try:
            yield turn
        finally:
            turn.give_back()

    def enter(self, on_wait: Callable[[int], None]) -> None:
        """Wait for a turn."""
        me, told = object(), -1
        with self._changed:
            self._waiting.append(me)
            while self._waiting[0] is not me or not self._free:
                before = self._waiting.index(me)
                if before != told:
                    on_wait(before)
                    told = before
                self._changed.wait()
            self._waiting.popleft()
            self._free -= 1
            self._changed.notify_all()

    def leave(self) -> None:
        """Let the next one in."""
        with self._changed:
            self._free += 1
            self._changed.notify_all()


class Turn:
    """One's own turn, which can be given back for a while. For one thread."""

    def __init__(self, turns: Turns, on_wait: Callable[[int], None]) -> None:
        self._turns, self._on_wait, self._has_it = turns, on_wait, False

    def take(self) -> None:
        """Wait for it, unless one has it."""
        if not self._has_it:
            self._turns.enter(self._on_wait)
            self._has_it = True

    def give_back(self) -> None:
        """Let somebody else work."""
        if self._has_it:
            self._has_it = False
            self._turns.leave()

    @contextmanager
    def given_back(self) -> Iterator[None]:
        """Given back for the length of the block: one waits for something that isn't work."""
        self.give_back()
        try:
            yield
        finally:
            self.take()
