"""Lines that may wait are written soon, all of them, and in order with those that may not."""

import io
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from emulator.server.deferred import DeferredStream

LONGEST_S = 10.0


class Written(io.StringIO):
    """What was written, in how many writes; and whether something has been."""

    def __init__(self) -> None:
        super().__init__()
        self.writes, self.something = 0, Event()

    def write(self, text: str) -> int:
        self.writes += 1
        size = super().write(text)
        self.something.set()
        return size


def test_lines_are_written_by_themselves() -> None:
    written = Written()
    DeferredStream(written).later("one\n")
    assert written.something.wait(LONGEST_S)
    assert written.getvalue() == "one\n"


def test_what_may_not_wait_comes_after_what_was_before_it() -> None:
    written = Written()
    stream = DeferredStream(written)
    for number in range(100):
        stream.later(f"{number}\n")
    stream.write("now\n")
    stream.later("later\n")
    stream.flush()
    assert written.getvalue().splitlines() == [*map(str, range(100)), "now", "later"]
    assert written.writes < 60, "many at once"


def test_no_line_of_many_threads_is_lost_or_cut() -> None:
    written = Written()
    stream = DeferredStream(written)
    with ThreadPoolExecutor(8) as threads:
        list(
            threads.map(lambda number: (stream.write if number % 5 == 0 else stream.later)(f"{number}\n"), range(2000))
        )
    stream.flush()
    assert sorted(map(int, written.getvalue().splitlines())) == list(range(2000))


def test_a_line_that_is_written_in_the_middle_of_another_takes_its_turn() -> None:
    """As a finalizer's, which runs wherever objects are collected: on the thread that is writing."""
    inner: list[str] = []

    class Interrupted(io.StringIO):
        def write(self, text: str) -> int:
            if not inner:
                inner.append(text)
                stream.write("in the middle\n")
            return super().write(text)

    written = Interrupted()
    stream = DeferredStream(written)
    stream.write("around\n")
    assert written.getvalue().splitlines() == ["in the middle", "around"]


def test_a_stream_that_takes_nothing_ends_nothing() -> None:
    class Full(io.StringIO):
        full = True

        def write(self, text: str) -> int:
            if self.full:
                raise OSError(28, "No space left on device")
            return super().write(text)

    full = Full()
    stream = DeferredStream(full)
    stream.later("lost\n")
    stream.settle()
    with pytest.raises(OSError, match="No space"):
        stream.write("told\n")
    full.full = False
    stream.write("there\n")
    assert full.getvalue().endswith("there\n")
