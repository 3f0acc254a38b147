"""When the heap is put on huge pages: once nothing more has come for a while."""

import threading
from collections.abc import Callable
from unittest.mock import Mock

import pytest

from emulator import huge_pages
from emulator.localstack import memory
from emulator.localstack.memory import Growing

DEADLINE_S = 10.0


def test_what_comes_one_after_another_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    passes, done = [], threading.Event()

    def collapse(_rest: Callable[[], object]) -> int:
        passes.append(1)
        done.set()
        return 0

    monkeypatch.setattr(huge_pages, "collapse", collapse)
    growing = Growing(quiet_s=0.2)
    for _ in range(20):
        growing.has_grown()
    assert done.wait(DEADLINE_S)
    done.clear()
    growing.has_grown()
    assert done.wait(DEADLINE_S)
    assert len(passes) == 2


def test_a_system_that_tells_nothing_of_memory_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def collapse(_rest: Callable[[], object]) -> int:
        raise PermissionError(13, "no", "/proc/self/pagemap")

    monkeypatch.setattr(huge_pages, "collapse", collapse)
    Growing()._collapse()


@pytest.mark.parametrize("may", [True, False])
def test_nothing_is_begun_where_there_are_none(monkeypatch: pytest.MonkeyPatch, may: bool) -> None:
    begun = Mock()
    monkeypatch.setattr(memory, "_may", lambda: may)
    monkeypatch.setattr(Growing, "has_grown", begun)
    memory.has_grown()
    assert begun.call_count == may


def test_memory_stays_as_it_is_where_no_thread_is_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_thread(_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(memory, "_may", lambda: True)
    monkeypatch.setattr(Growing, "has_grown", no_thread)
    memory.has_grown()
