"""Random bytes of the kernel, many at a time.

LocalStack gives ids of random bytes to messages, events and traces, several for a request. Each question to the kernel
lets other threads run, and a thread that does so among busy ones gets its turn again much later.
"""

import os
from collections.abc import Callable

AT_ONCE = 4096
SHORT = 64
"""Bytes; who wants more than that has them from the kernel."""


class BufferedRandom:
    """Random bytes as `read` gives them. From any thread; a process that is forked is given others."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._pieces: list[bytes] = []
        """Each is given once: to take one from a list is a single step, whatever other threads do."""
        os.register_at_fork(after_in_child=self._pieces.clear)

    def __call__(self, size: int) -> bytes:
        """So many bytes that nobody else is given."""
        if not 0 <= size <= SHORT:
            return self._read(size)
        try:
            return self._pieces.pop()[:size]
        except IndexError:
            stock = self._read(AT_ONCE)
        first, *more = (stock[begin : begin + SHORT] for begin in range(0, AT_ONCE, SHORT))
        self._pieces += more
        return first[:size]
