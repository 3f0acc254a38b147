"""The registry of looks: for each kind of edge one function that says whether events pass it."""

import importlib
import pkgutil
from collections.abc import Callable

from harness.diagnosis import links
from harness.diagnosis.link import Flow, Link, LinkState
from harness.diagnosis.sight import Sight
from harness.wiring.model import Edge, Kind, Node, Origin
from harness.wiring.walk import Step

Look = Callable[[Edge, Edge, Sight], LinkState]
"""Given an edge as it was asked for, the same as it is configured, and what to look with."""
_looks: dict[Kind, tuple[str, Look]] = {}


def looks_at(kind: Kind, absent: str) -> Callable[[Look], Look]:
    """Register how a kind of edge is looked at; `absent` is said of one that isn't configured."""

    def add(look: Look) -> Look:
        _looks[kind] = (absent, look)
        return look

    return add


def link_of(step: Step, sight: Sight, by_events: bool = True) -> Link:
    """The link that a step of the walk is; a function that isn't invoked `by_events` need not be invoked at all."""
    if isinstance(step, Node):
        from harness.diagnosis.links.function import FunctionRuns

        return FunctionRuns(sight, step, by_events)
    return EdgeLink(step, sight)


class EdgeLink(Link):
    """One edge; looked at as its kind is."""

    def __init__(self, edge: Edge, sight: Sight) -> None:
        self._edge, self._sight = edge, sight

    @property
    def name(self) -> str:
        """How the edge is called."""
        return self._edge.name

    def state(self) -> LinkState:
        """Stuck when it isn't configured; else what its kind's look says."""
        edge, wiring = self._edge, self._sight.wiring
        absent, look = _registered()[edge.kind]
        live = wiring.edge_like(edge)
        if live is not None:
            return look(edge, live, self._sight)
        if wiring.unread:
            told = "; ".join(f"{service}: {reason}" for service, reason in wiring.unread.items())
            return LinkState(edge.name, Flow.UNKNOWN, f"not everything could be read: {told}")
        return self._absent(absent)

    def _absent(self, absent: str) -> LinkState:
        """A role that may poll says less than a policy that lets a service in: it is stuck once something waits."""
        edge = self._edge
        cause = edge.why or str(edge.origin)
        if edge.kind is Kind.MAPPING and edge.origin is Origin.GRANTED:
            held = int(self._sight.wiring.of(edge.source).get("ApproximateNumberOfMessages", 0))
            if not held:
                return LinkState(edge.name, Flow.IDLE, f"{absent}; nothing waits", cause=cause)
            return LinkState(edge.name, Flow.STUCK, f"{absent}, and {held} messages wait", cause=cause)
        return LinkState(edge.name, Flow.STUCK, absent, cause=cause)


def _registered() -> dict[Kind, tuple[str, Look]]:
    for module in pkgutil.iter_modules(links.__path__, f"{links.__name__}."):
        importlib.import_module(module.name)
    return _looks
