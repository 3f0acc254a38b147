"""The wiring of one region: nodes, and the edges along which events travel between them. Values, no client."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any


class Kind(StrEnum):
    """How events pass from one node to the next."""

    NOTIFICATION = "notification"
    SUBSCRIPTION = "subscription"
    MAPPING = "event source mapping"
    REDRIVE = "redrive"
    METRIC_FILTER = "metric filter"
    WATCH = "alarm on a metric"
    ACTION = "alarm action"
    TARGET = "rule target"
    SCHEDULE = "schedule target"
    ROUTE = "route"
    DESTINATION = "destination"
    ACCESS = "access"
    """A function's own requests: its role grants them, or they were made."""


class Origin(StrEnum):
    """How it is known that there should be an edge."""

    LIVE = "it is configured"
    DECLARED = "the stack declares it"
    GRANTED = "a policy lets it happen"
    NAMED = "the names say so"


@dataclass(frozen=True, order=True)
class Node:
    """One thing that events come from or go to: `service` is the word that AWS's ARNs have for it, or near it."""

    service: str
    name: str

    def __str__(self) -> str:
        return f"{self.service} {self.name}"


@dataclass(frozen=True)
class Edge:
    """Events pass from `source` to `target`; `at` narrows the source: a prefix of keys, a route.

    `settings` are what AWS's API answers of it, in AWS's words; of one that is only expected, what is expected.
    """

    kind: Kind
    source: Node
    target: Node
    at: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict, compare=False)
    origin: Origin = field(default=Origin.LIVE, compare=False)
    why: str = field(default="", compare=False)
    """Of an edge that isn't configured: who says that it should be."""

    @property
    def name(self) -> str:
        """How the edge is called: `s3 bucket/prefix -> sns topic`."""
        between = "/" if self.source.service == "s3" else " "
        return f"{self.source}{between if self.at else ''}{self.at} -> {self.target}"

    @property
    def key(self) -> tuple[Kind, Node, Node, str]:
        """What tells it from others."""
        return self.kind, self.source, self.target, self.at


@dataclass(frozen=True)
class Wiring:
    """All nodes of a region with what was read of them, and all edges. `unread` are services, with the reason."""

    nodes: Mapping[Node, Mapping[str, Any]] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)

    def of(self, node: Node) -> Mapping[str, Any]:
        """What was read of a node; empty when there is no such node."""
        return self.nodes.get(node, {})

    def names(self, service: str) -> list[str]:
        """The names of a service's nodes, sorted."""
        return sorted(node.name for node in self.nodes if node.service == service)

    def into(self, node: Node) -> Iterator[Edge]:
        """The edges that lead to a node."""
        return (edge for edge in self.edges if edge.target == node)

    def out_of(self, node: Node) -> Iterator[Edge]:
        """The edges that begin at a node."""
        return (edge for edge in self.edges if edge.source == node)

    def configured(self, kind: Kind) -> Iterator[Edge]:
        """The edges of a kind that are there."""
        return (edge for edge in self.edges if edge.kind is kind and edge.origin is Origin.LIVE)

    def edge_like(self, wanted: Edge) -> Edge | None:
        """The live edge of the same kind between the same nodes: at the same place, or else at another."""
        alike = [each for each in self.edges if each.key[:3] == wanted.key[:3] and each.origin is Origin.LIVE]
        return next((each for each in alike if each.at == wanted.at), alike[0] if alike else None)

    def with_expected(self, edges: Iterable[Edge]) -> "Wiring":
        """The same with edges that aren't configured and should be; those that are there stay as they are."""
        added: dict[object, Edge] = {}
        for edge in edges:
            if not any(each.key[:3] == edge.key[:3] and _overlap(each, edge) for each in self.edges):
                added.setdefault(edge.key, edge)
        return replace(self, edges=(*self.edges, *added.values()))

    def declared_as(self, stack: "Wiring") -> "Wiring":
        """The same, each edge that a stack declares as the stack has it, and those of it that aren't there as well."""
        ours = {edge.key[:3] for edge in stack.edges}
        others = (edge for edge in self.edges if edge.key[:3] not in ours)
        return replace(self, nodes={**stack.nodes, **self.nodes}, edges=(*stack.edges, *others))

    def reachable_from(self, starts: Iterable[Node]) -> "Wiring":
        """The part that is connected with these nodes, in any direction."""
        near, border = set(), set(starts)
        while border:
            near |= border
            touching = [each for each in self.edges if each.source in near or each.target in near]
            border = {node for each in touching for node in (each.source, each.target)} - near
        nodes = {node: read for node, read in self.nodes.items() if node in near}
        return replace(self, nodes=nodes, edges=tuple(each for each in self.edges if each.source in near))


def _overlap(live: Edge, expected: Edge) -> bool:
    """Whether one that is there stands for one that is expected: a policy knows no prefix, and `*` for parameters."""
    if live.at == expected.at or not expected.at:
        return True
    return expected.kind is Kind.ROUTE and fnmatchcase(live.at, expected.at)


def node_of(arn: str) -> Node:
    """The node that an ARN names; a version, an alias, a stream or an index stands for what it belongs to.

    What is no ARN (an e-mail address, a URL) is a node of itself.
    """
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return Node("endpoint", arn)
    service, rest = parts[2], parts[5]
    named, cut = _NAMES.get(service, (service, lambda text: text.split("/")[-1].split(":")[-1]))
    if service == "events" and rest.startswith("rule/"):
        named = "rule"
    return Node(named, cut(rest))


_NAMES: dict[str, tuple[str, Callable[[str], str]]] = {
    "lambda": ("lambda", lambda text: text.removeprefix("function:").split(":")[0]),
    "dynamodb": ("dynamodb", lambda text: text.split("/")[1] if "/" in text else text),
    "kinesis": ("kinesis", lambda text: text.split("/")[-1]),
    "s3": ("s3", lambda text: text.split("/")[0]),
    "logs": ("logs", lambda text: text.removeprefix("log-group:").split(":")[0]),
    "cloudwatch": ("alarm", lambda text: text.removeprefix("alarm:")),
    "events": ("bus", lambda text: text.split("/")[-1]),
    "scheduler": ("schedule", lambda text: text.removeprefix("schedule/").removeprefix("default/")),
}
"""By the service of an ARN: what its node is called, and how the name is cut from the ARN's last part."""
