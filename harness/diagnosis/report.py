"""A diagnosis with the places of its links: what the terminal, the picture and other programs are given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bootstrap.clients import Clients
from bootstrap.model.stack import Stack
from harness.diagnosis.link import Chain, Diagnosis, Flow, LinkState
from harness.diagnosis.of_wiring import chain_at
from harness.diagnosis.sight import Sight
from harness.wiring.declared import declared
from harness.wiring.made import made_by
from harness.wiring.model import Edge, Node, Wiring
from harness.wiring.walk import Place, walk

Completed = Callable[[Chain, Clients], Chain]
"""Adds to a chain what no wiring tells."""


@dataclass(frozen=True)
class Report:
    """One region of an account, looked at. `others` are links that no edge and no function is."""

    account_id: str
    region: str
    places: tuple[Place, ...]
    diagnosis: Diagnosis

    @property
    def stuck(self) -> LinkState | None:
        """The first link that is stuck; None when none is."""
        return self.diagnosis.stuck

    @property
    def unknown(self) -> list[LinkState]:
        """The links that couldn't be looked at."""
        return [each for each in self.diagnosis.states if each.flow is Flow.UNKNOWN]

    @property
    def others(self) -> list[LinkState]:
        """What is in no place."""
        names = {name_of(place.step) for place in self.places}
        return [each for each in self.diagnosis.states if each.link not in names]

    def state_of(self, place: Place) -> LinkState | None:
        """The state of a place's link; of several of one name the worst."""
        if not place.is_link:
            return None
        found = [each for each in self.diagnosis.states if each.link == name_of(place.step)]
        return next((each for each in found if each.flow is Flow.STUCK), found[0])

    def as_json(self) -> dict[str, Any]:
        """For other programs; docs/commands.schema.json describes it."""
        stuck = self.stuck
        kinds = {name_of(place.step): place.step for place in self.places if place.is_link}
        return {
            "region": self.region,
            "stuck_at": stuck.link if stuck else None,
            "links": [_link(state, kinds.get(state.link)) for state in self.diagnosis.states],
        }


def report_of_account(clients: Clients, stack: str | None = None) -> Report:
    """Look at all that stands in the account and region, or at what is connected with what that stack made."""
    sight = Sight(clients)
    wiring = sight.wiring
    if stack is not None:
        wiring = wiring.reachable_from(made_by(stack, wiring, clients))
    return _report(wiring, sight, lambda chain, _: chain)


def report_of_stack(stack: Stack, clients: Clients, completed: Completed) -> Report:
    """Look at what a stack declares, and at what else is connected with it, as it stands."""
    there = clients.in_region(stack.scope.region)
    sight, should_be = Sight(there), declared(stack)
    ends = {node for edge in should_be.edges for node in (edge.source, edge.target)}
    wiring = sight.wiring.declared_as(should_be).reachable_from({*should_be.nodes, *ends})
    return _report(wiring, sight, completed)


def _report(wiring: Wiring, sight: Sight, completed: Completed) -> Report:
    places = list(walk(wiring))
    chain = completed(chain_at(places, wiring, sight), sight.clients)
    return Report(sight.clients.account_id, sight.clients.region, tuple(places), chain.diagnose())


def name_of(step: Edge | Node) -> str:
    """The name of the link that a step is."""
    return step.name if isinstance(step, Edge) else str(step)


def _link(state: LinkState, step: Edge | Node | None) -> dict[str, Any]:
    edge = step if isinstance(step, Edge) else None
    return {
        "link": state.link,
        "kind": str(edge.kind) if edge else "function" if step else "other",
        "from": str(edge.source) if edge else None,
        "to": str(edge.target) if edge else None,
        "flow": str(state.flow),
        "why": state.why,
        "cause": state.cause,
        "facts": list(state.facts),
    }
