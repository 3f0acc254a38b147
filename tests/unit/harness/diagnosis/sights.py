"""A sight of a wiring that is given, so that links can be looked at without an account."""

from collections.abc import Mapping
from typing import Any

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.diagnosis.link import LinkState
from harness.diagnosis.looks import link_of
from harness.diagnosis.sight import Denial, Sight
from harness.probes.function_logs import Invocation
from harness.wiring.model import Edge, Node, Wiring
from harness.wiring.walk import Step

NOBODY = Clients(Endpoint("http://127.0.0.1:1"))


class NoLogs:
    """The log of a function that nobody reads here."""

    def lines(self) -> list[tuple[int, str]]:
        return []


class GivenSight(Sight):
    """What is looked at is given; whatever else a look asks for fails, for nobody answers."""

    def logs(self, function: str) -> Any:
        return NoLogs()


def sight(
    nodes: Mapping[Node, Mapping[str, Any]],
    edges: tuple[Edge, ...] = (),
    mode: str = "observe",
    denials: list[Denial] | None = None,
    histories: Mapping[str, list[Invocation]] | None = None,
    observations: list[dict[str, Any]] | None = None,
) -> Sight:
    """A sight of these nodes and edges; functions without a history were never invoked."""
    given = GivenSight(NOBODY, 0.0)
    given.__dict__.update(
        wiring=Wiring(nodes, edges), iam={"mode": mode, "observations": observations or []}, _denials=denials or []
    )
    names = [node.name for node in nodes if node.service == "lambda"]
    given._histories.update({name: [] for name in names} | dict(histories or {}))
    return given


def state_of(step: Step, seen: Sight) -> LinkState:
    """The state of the link that a step is."""
    return link_of(step, seen).state()
