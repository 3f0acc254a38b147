"""Rules are compiled one at a time, whichever threads ask."""

import threading
from concurrent.futures import ThreadPoolExecutor

from emulator.localstack.gateway.rules import compile_builder


def test_two_threads_never_compile_at_once() -> None:
    inside, together, another = threading.Lock(), [], threading.Event()

    def compiling() -> str:
        if not inside.acquire(blocking=False):
            together.append(threading.current_thread().name)
            return "together"
        try:
            another.wait(0.2)
            return "alone"
        finally:
            inside.release()

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(lambda _: compile_builder(compiling), range(2))) == ["alone", "alone"]
    assert together == []
