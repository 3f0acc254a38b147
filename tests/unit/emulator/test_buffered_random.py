"""Random bytes come from the kernel, many at a time, and are given once."""

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from emulator.buffered_random import AT_ONCE, SHORT, BufferedRandom


class Kernel:
    """Gives bytes that tell which they are: each piece of eight is a number that hasn't been given before."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self._next = count()

    def __call__(self, size: int) -> bytes:
        self.asked.append(size)
        return b"".join(next(self._next).to_bytes(8, "big") for _ in range(-(-size // 8)))[:size]


def test_few_questions_are_asked_and_nothing_is_given_twice() -> None:
    kernel = Kernel()
    random = BufferedRandom(kernel)
    with ThreadPoolExecutor(8) as threads:
        given = list(threads.map(lambda _: random(16), range(4096)))
    assert len(set(given)) == 4096
    assert set(kernel.asked) == {AT_ONCE}
    assert len(kernel.asked) <= 4096 * SHORT // AT_ONCE + 8


@pytest.mark.parametrize("size", [0, 1, 7, 8, 12, SHORT, SHORT + 1, AT_ONCE, 3 * AT_ONCE])
def test_as_many_are_given_as_are_wanted(size: int) -> None:
    random = BufferedRandom(os.urandom)
    for _ in range(200):
        assert len(random(size)) == size
    with pytest.raises(ValueError, match="negative"):
        random(-1)


def test_a_forked_process_is_given_others() -> None:
    random = BufferedRandom(os.urandom)
    random(16)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, b"".join(random(16) for _ in range(10)))
        os._exit(0)
    os.waitpid(child, 0)
    of_child = os.read(read, 160)
    own = b"".join(random(16) for _ in range(10))
    assert len(of_child) == 160
    assert {own[n : n + 16] for n in range(0, 160, 16)}.isdisjoint(of_child[n : n + 16] for n in range(0, 160, 16))
    os.close(read)
    os.close(write)
