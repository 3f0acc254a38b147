"""Who is given which environment: how long an invocation waits, and how fast environments become more."""

from collections.abc import Iterator
from contextlib import contextmanager
from heapq import heappop, heappush
from itertools import count
from threading import Barrier, Lock, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.lambda_.growth import LEAST_S, LONGEST_WAIT_S, MOST_S, UNKNOWN_S, Growth
from emulator.lambda_.pool import Closed, Pool
from emulator.lambda_.processes import KNOWN, machine_is_busy


def waited(growth: Growth, there: int, since_s: float, now_s: float, *, is_busy: bool = False) -> float:
    return growth.wait_s(there, since_s, now_s, is_busy=is_busy)


def test_the_first_begins_at_once_and_the_next_waits_for_it() -> None:
    growth = Growth()
    assert waited(growth, 0, 100.0, 100.0) == 0
    assert waited(growth, 1, 100.0, 100.0) == pytest.approx(UNKNOWN_S)
    assert waited(growth, 1, 100.0, 100.0 + UNKNOWN_S) == 0


def test_what_is_waited_is_what_a_beginning_takes_within_bounds() -> None:
    growth = Growth()
    for took_s, waits_s in ((0.05, 0.05), (0.0, LEAST_S), (8.0, MOST_S)):
        growth.began(took_s)
        assert waited(growth, 1, 7.0, 7.0) == pytest.approx(waits_s)


def test_a_busy_machine_makes_them_wait_longer_but_asks_again_meanwhile() -> None:
    growth = Growth()
    growth.began(0.05)
    assert waited(growth, 3, 7.0, 7.06, is_busy=True) == pytest.approx(0.05)
    assert waited(growth, 3, 7.0, 7.06, is_busy=False) == 0
    assert waited(growth, 3, 7.0, 7.0 + MOST_S, is_busy=True) == 0


@pytest.mark.parametrize(("is_busy", "pace_s"), [(False, UNKNOWN_S), (True, MOST_S)])
def test_in_the_time_of_a_beginning_they_at_most_double(is_busy: bool, pace_s: float) -> None:
    growth, there, now_s = Growth(), 1, 10.0
    sizes = []
    for _ in range(5):
        now_s += pace_s
        for _ in range(100):
            if not waited(growth, there, now_s - pace_s, now_s, is_busy=is_busy):
                there += 1
        sizes.append(there)
    assert sizes == [2, 4, 8, 16, 32]


@given(
    there=st.integers(1, 500),
    waits=st.lists(st.floats(0, 2), max_size=60),
    took=st.lists(st.floats(0, 20), max_size=5),
    many=st.integers(1, 200),
    is_busy=st.booleans(),
)
def test_nobody_waits_for_long(there: int, waits: list[float], took: list[float], many: int, is_busy: bool) -> None:
    """Whatever came before, and however many come at once while none becomes free."""
    growth, now_s = Growth(), 0.0
    for number, wait_s in enumerate(waits):
        now_s += wait_s
        waited(growth, there, now_s - wait_s, now_s, is_busy=number % 2 == 0)
    for each in took:
        growth.began(each)
    since_s, due_s = now_s, [now_s] * many
    while due_s:
        now_s = heappop(due_s)
        if wait_s := waited(growth, there, since_s, now_s, is_busy=is_busy):
            assert 0 < wait_s <= MOST_S
            heappush(due_s, now_s + wait_s)
        else:
            there += 1
    assert now_s - since_s <= LONGEST_WAIT_S + 1e-6


class World:
    """Environments by number, which a test frees or has begin."""

    def __init__(self, *, is_busy: bool = False) -> None:
        self.free: list[int] = []
        self.all: list[int] = []
        self._numbers = count()
        self.pool: Pool[int] = Pool(self._reserve, lambda: len(self.all), is_busy=lambda: is_busy)

    def _reserve(self) -> int | None:
        return self.free.pop() if self.free else None

    @contextmanager
    def given(self) -> Iterator[int]:
        if (environment := self.pool.take()) is None:
            with self.pool.beginning():
                environment = next(self._numbers)
                self.all.append(environment)
        try:
            yield environment
        finally:
            self.free.append(environment)
            self.pool.freed()


def test_a_short_invocation_gives_its_environment_to_who_waits() -> None:
    """Sixteen at once, each of a moment: few environments do for all, and none works for two at a time."""
    world, at_work, lock = World(is_busy=True), set[int](), Lock()
    together, clashes = Barrier(16), list[int]()

    def invoke() -> None:
        together.wait()
        for _ in range(20):
            with world.given() as environment:
                with lock:
                    if environment in at_work:
                        clashes.append(environment)
                    at_work.add(environment)
                with lock:
                    at_work.discard(environment)

    threads = [Thread(target=invoke) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clashes == []
    assert 1 <= len(world.all) < 16


def test_who_waits_on_each_other_has_an_environment_each() -> None:
    """Eight that end only together, as invocations do that wait for each other's result."""
    world, together = World(), Barrier(8)

    def invoke() -> None:
        with world.given():
            together.wait(timeout=30)

    threads = [Thread(target=invoke) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(world.all) == 8


def test_who_waits_when_the_version_goes_is_told_so() -> None:
    """And what has begun meanwhile is to be ended."""
    world = World(is_busy=True)
    assert world.pool.take() is None
    refused = list[Closed]()

    def wait() -> None:
        try:
            world.pool.take()
        except Closed as closed:
            refused.append(closed)

    waiting = Thread(target=wait)
    waiting.start()
    with pytest.raises(Closed), world.pool.beginning():
        world.pool.close()
    waiting.join()
    assert len(refused) == 1
    world.free.append(1)
    assert world.pool.free() is None


def test_a_beginning_that_fails_leaves_room_for_another() -> None:
    world = World()
    assert world.pool.take() is None
    with pytest.raises(OSError, match="no process"), world.pool.beginning():
        raise OSError("no process")
    assert world.pool.take() is None


@pytest.mark.skipif(not KNOWN, reason="this system doesn't tell what runs")
def test_whether_the_machine_is_busy_is_read_from_what_the_kernel_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    for running, cpus, is_busy in ((3, 2, False), (4, 2, True), (1, 1, False), (40, 64, False)):
        said = f"0.1 0.2 0.3 {running}/400 77\n".encode()
        monkeypatch.setattr("emulator.lambda_.processes.told", lambda _, said=said: said)
        monkeypatch.setattr("os.cpu_count", lambda n=cpus: n)
        assert machine_is_busy() is is_busy
    monkeypatch.setattr("emulator.lambda_.processes.told", lambda _: b"")
    assert machine_is_busy() is False
