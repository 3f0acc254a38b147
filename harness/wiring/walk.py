"""The order in which events travel: each edge is followed by all that hangs on it."""

from collections.abc import Iterator
from dataclasses import dataclass

from harness.wiring.model import Edge, Kind, Node, Wiring

LOGS_OF_FUNCTIONS = "/aws/lambda/"
BEGINNINGS = (
    "s3", "rule", "schedule", "sns", "sqs", "dynamodb", "kinesis", "logs", "metric", "api", "lambda", "alarm",
)  # fmt: skip
"""Where events begin, by service; what nothing leads to comes first, then what only a circle leads to."""
ORDER = (
    Kind.REDRIVE, Kind.NOTIFICATION, Kind.SUBSCRIPTION, Kind.MAPPING, Kind.TARGET, Kind.SCHEDULE, Kind.ROUTE,
    Kind.METRIC_FILTER, Kind.WATCH, Kind.ACTION, Kind.DESTINATION, Kind.ACCESS,
)  # fmt: skip
"""Of what leaves one node, by kind: what catches failures, before what may fail."""

Step = Edge | Node
"""An edge, or a function: it is a link of its own, for it may fail."""


@dataclass(frozen=True)
class Place:
    """A step, and how far it is from where events begin; one that is no link is only such a beginning."""

    step: Step
    depth: int
    is_link: bool = True


def walk(wiring: Wiring) -> Iterator[Place]:
    """Every edge and every function, each once, and the beginnings that are no function."""
    return _Walk(wiring).places()


def links_of_no_event(wiring: Wiring) -> frozenset[str]:
    """The names of links that no event comes by: functions that only a person invokes, and what follows from these.

    What they ask for, where they send what became of it, and what is made of their logs.
    """
    reached = {edge.target for edge in wiring.edges if edge.kind is not Kind.ACCESS}
    alone = {node for node in wiring.nodes if node.service == "lambda" and node not in reached}
    sources = alone | {Node("logs", f"{LOGS_OF_FUNCTIONS}{node.name}") for node in alone}
    return frozenset([*map(str, alone), *(edge.name for edge in wiring.edges if edge.source in sources)])


class _Walk:
    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._seen: set[object] = set()

    def places(self) -> Iterator[Place]:
        for service in BEGINNINGS:
            for node in self._nodes(service):
                if not self._is_reached(node):
                    yield from self._beginning(node)
        for service in BEGINNINGS:
            for node in self._nodes(service):
                yield from self._beginning(node)

    def _nodes(self, service: str) -> list[Node]:
        """In the order in which they were read, then those that only edges name."""
        named = [node for edge in self._wiring.edges for node in (edge.source, edge.target)]
        return [node for node in dict.fromkeys((*self._wiring.nodes, *named)) if node.service == service]

    def _is_reached(self, node: Node) -> bool:
        """Whether events lead to it; a function's log is reached by the function, and so is what it asks for."""
        if node.service == "logs" and node.name.startswith(LOGS_OF_FUNCTIONS):
            return Node("lambda", node.name.removeprefix(LOGS_OF_FUNCTIONS)) in self._wiring.nodes
        return any(edge.kind is not Kind.ACCESS for edge in self._wiring.into(node))

    def _beginning(self, node: Node) -> Iterator[Place]:
        if node in self._seen or (node.service != "lambda" and not any(self._wiring.out_of(node))):
            return
        if node.service == "lambda":
            yield from self._from(node, 0)
        else:
            yield Place(node, 0, is_link=False)
            yield from self._from(node, 1)

    def _from(self, node: Node, depth: int) -> Iterator[Place]:
        """What follows a node: the node itself where it is a function, then each edge with what hangs on it."""
        if node in self._seen:
            return
        self._seen.add(node)
        if node.service == "lambda":
            yield Place(node, depth)
            depth += depth == 0
            yield from self._from(Node("logs", f"{LOGS_OF_FUNCTIONS}{node.name}"), depth)
        for edge in sorted(self._wiring.out_of(node), key=lambda each: ORDER.index(each.kind)):
            yield Place(edge, depth)
            if edge.kind is not Kind.REDRIVE:
                yield from self._from(edge.target, depth + 1)
