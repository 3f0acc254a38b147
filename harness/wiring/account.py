"""The wiring of an account's region: what is configured, and what policies and names tell of beside it."""

from collections.abc import Container

from bootstrap.clients import Clients
from harness.wiring.access import accesses
from harness.wiring.expected import expected
from harness.wiring.model import Edge, Origin, Wiring
from harness.wiring.registry import Discovery


def wiring_of(clients: Clients, known: Discovery | None = None, services: Container[str] | None = None) -> Wiring:
    """Read it; nothing is changed. With what is `known` already, only these services are read anew."""
    live = (known or Discovery()).read(clients, services)
    reached = list(accesses(live, clients.region, clients.account_id))
    whole = Wiring(live.nodes, (*live.edges, *(each for each in reached if each.origin is Origin.LIVE)), live.unread)
    missing: list[Edge] = [*expected(live), *(each for each in reached if each.origin is not Origin.LIVE)]
    return whole.with_expected(missing)
