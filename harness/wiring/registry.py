"""Discovery: each service has one small file that reads its listings; all of them together are the account's wiring."""

import importlib
import pkgutil
from collections.abc import Callable, Container, Iterable, Iterator
from itertools import chain
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from bootstrap.clients import Clients
from harness.wiring import services
from harness.wiring.model import Edge, Node, Wiring

Found = tuple[Node, dict[str, Any]] | Edge
"""A node with what was read of it, or an edge."""
Discover = Callable[[Clients], Iterator[Found]]

_discoverers: dict[str, tuple[str, Discover]] = {}


def discovers(service: str) -> Callable[[Discover], Discover]:
    """Register a function that reads what a service has in one region; `service` as botocore calls it."""

    def add(discover: Discover) -> Discover:
        _discoverers[discover.__module__] = (service, discover)
        return discover

    return add


class Discovery:
    """What is configured in one region of one account, and the memory of what was read of it."""

    def __init__(self) -> None:
        self._found: dict[str, list[Found]] = {}
        """By the module that read it."""

    def read(self, clients: Clients, services: Container[str] | None = None) -> Wiring:
        """Read all, or only these services anew; it changes nothing.

        A service that can't be read is in `unread`, and the others are read all the same. Services that hold nothing of
        the account are left out where the emulator knows them.
        """
        unread: dict[str, str] = {}
        unused, every = clients.unused(), _all()
        for module, (service, reads) in every.items():
            if service in unused:
                self._found.pop(module, None)
            elif services is None or service in services or module not in self._found:
                found: list[Found] = []
                self._found[module] = found
                try:
                    found.extend(reads(clients))
                except (ClientError, BotoCoreError) as error:
                    unread[service] = str(error)
        whole = _together(found for _, found in sorted(self._found.items()))
        for module in [module for module, (service, _) in every.items() if service in unread]:
            self._found.pop(module, None)
        return Wiring(*whole, unread)


def _together(parts: Iterable[list[Found]]) -> tuple[dict[Node, dict[str, Any]], tuple[Edge, ...]]:
    nodes: dict[Node, dict[str, Any]] = {}
    edges: list[Edge] = []
    for each in chain.from_iterable(parts):
        if isinstance(each, Edge):
            edges.append(each)
        else:
            nodes.setdefault(each[0], {}).update(each[1])
    return nodes, tuple(edges)


def discoverable() -> frozenset[str]:
    """The services that are read."""
    return frozenset(service for service, _ in _all().values())


def _all() -> dict[str, tuple[str, Discover]]:
    for module in pkgutil.iter_modules(services.__path__, f"{services.__name__}."):
        importlib.import_module(module.name)
    return dict(sorted(_discoverers.items()))
