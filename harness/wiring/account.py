"""The wiring of an account's region: what is configured, and what policies and names tell of beside it."""

from bootstrap.clients import Clients
from harness.wiring.access import accesses
from harness.wiring.expected import expected
from harness.wiring.model import Edge, Origin, Wiring
from harness.wiring.registry import discover


def wiring_of(clients: Clients) -> Wiring:
    """Read it; nothing is changed."""
    live = discover(clients)
    reached = list(accesses(live, clients.region, clients.account_id))
    whole = Wiring(live.nodes, (*live.edges, *(each for each in reached if each.origin is Origin.LIVE)), live.unread)
    missing: list[Edge] = [*expected(live), *(each for each in reached if each.origin is not Origin.LIVE)]
    return whole.with_expected(missing)
