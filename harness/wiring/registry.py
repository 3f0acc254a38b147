"""Discovery: each service has one small file that reads its listings; all of them together are the account's wiring."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
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


def discover(clients: Clients) -> Wiring:
    """What is configured in the account and region of `clients`; it changes nothing.

    A service that can't be read is in `unread`, and the others are read all the same. Services that nobody has used
    are left out where the emulator knows them.
    """
    nodes: dict[Node, dict[str, Any]] = {}
    edges: list[Edge] = []
    unread: dict[str, str] = {}
    unused = clients.unused()
    for service, reads in _all().values():
        if service in unused:
            continue
        try:
            for found in reads(clients):
                if isinstance(found, Edge):
                    edges.append(found)
                else:
                    nodes.setdefault(found[0], {}).update(found[1])
        except (ClientError, BotoCoreError) as error:
            unread[service] = str(error)
    return Wiring(nodes, tuple(edges), unread)


def _all() -> dict[str, tuple[str, Discover]]:
    for module in pkgutil.iter_modules(services.__path__, f"{services.__name__}."):
        importlib.import_module(module.name)
    return dict(sorted(_discoverers.items()))
