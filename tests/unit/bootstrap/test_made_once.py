"""What several threads ask for at once is made once, and everybody has the same."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.made_once import made_once

THREADS = 8


class Maker:
    def __init__(self) -> None:
        self.made = 0

    @made_once
    def thing(self) -> object:
        """Something new each time."""
        self.made += 1
        return object()


def test_it_is_made_once_whoever_asks_first() -> None:
    maker, together = Maker(), Barrier(THREADS)

    def ask(_: int) -> object:
        together.wait(10)
        return maker.thing

    with ThreadPoolExecutor(THREADS) as pool:
        had = set(pool.map(ask, range(THREADS)))
    assert maker.made == len(had) == 1


def test_clients_are_made_by_the_threads_that_use_them() -> None:
    clients, together = Clients(Endpoint("http://127.0.0.1:4566")), Barrier(THREADS)

    def ask(number: int) -> object:
        together.wait(10)
        return clients.sns if number % 2 else clients.client("events")

    with ThreadPoolExecutor(THREADS) as pool:
        assert len(set(pool.map(ask, range(THREADS)))) == 2
    clients.close()
