"""The chain of any wiring: one that a stack declares, or one that an account has."""

from bootstrap.clients import Clients
from harness.diagnosis.link import Chain
from harness.diagnosis.looks import link_of
from harness.diagnosis.sight import Sight
from harness.wiring.model import Kind, Wiring
from harness.wiring.walk import Place, walk


def chain_through(wiring: Wiring, sight: Sight) -> Chain:
    """The links of a wiring in the order events travel, looked at with `sight`."""
    return chain_at(list(walk(wiring)), wiring, sight)


def chain_at(places: list[Place], wiring: Wiring, sight: Sight) -> Chain:
    """The links of the places of a walk through a wiring."""
    reached = {edge.target for edge in wiring.edges if edge.kind is not Kind.ACCESS}
    return Chain(*(link_of(place.step, sight, place.step in reached) for place in places if place.is_link))


def chain_of_account(clients: Clients, now_s: float | None = None) -> Chain:
    """The links of all that stands in the account and region of `clients`, whoever made it."""
    sight = Sight(clients, now_s)
    return chain_through(sight.wiring, sight)
