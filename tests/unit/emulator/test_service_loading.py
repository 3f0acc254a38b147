"""A service's first requests all wait until it can serve them."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from emulator.localstack.service_loading import FirstUse

DEADLINE_S = 10.0


def test_nobody_goes_on_before_the_service_can_serve() -> None:
    first_use, loads, serving = FirstUse(), [], threading.Event()
    asked = threading.Semaphore(0)

    def load() -> None:
        loads.append("s3")
        for _ in range(7):
            assert asked.acquire(timeout=DEADLINE_S)
        serving.set()

    def request(_: int) -> bool:
        asked.release()
        first_use.require("s3", load)
        return serving.is_set()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(request, range(8))) == [True] * 8
    assert loads == ["s3"]


def test_services_do_not_wait_for_each_other() -> None:
    first_use, done = FirstUse(), threading.Event()
    slow = threading.Thread(target=first_use.require, args=("s3", lambda: done.wait(DEADLINE_S)))
    slow.start()
    first_use.require("sqs", lambda: None)
    done.set()
    slow.join(DEADLINE_S)
    assert not slow.is_alive()


def test_loading_may_ask_for_the_service_itself() -> None:
    first_use, loads = FirstUse(), []

    def load() -> None:
        loads.append(1)
        if len(loads) == 1:
            first_use.require("s3", load)

    first_use.require("s3", load)
    assert len(loads) == 2


def test_a_failure_passes_through_and_the_next_request_tries_again() -> None:
    first_use, loads = FirstUse(), []

    def load() -> None:
        loads.append(1)
        if len(loads) == 1:
            raise NotImplementedError

    with pytest.raises(NotImplementedError):
        first_use.require("s3", load)
    first_use.require("s3", load)
    first_use.require("s3", load)
    assert len(loads) == 2


def test_a_service_that_was_loaded_is_told_of_once() -> None:
    told: list[str] = []
    first_use = FirstUse(lambda: told.append("told"))

    def fails() -> None:
        raise OSError("not now")

    with pytest.raises(OSError, match="not now"):
        first_use.require("s3", fails)
    assert told == []
    for _ in range(3):
        first_use.require("s3", lambda: None)
    assert told == ["told"]
