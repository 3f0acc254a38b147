"""Where a wiring's nodes stand on the page: in columns along which events travel. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from harness.wiring.model import Edge, Kind, Node, Wiring
from harness.wiring.walk import LOGS_OF_FUNCTIONS, walk

SHORT = {
    "s3": "bucket", "sns": "topic", "sqs": "queue", "lambda": "function", "dynamodb": "table", "metric": "metric",
    "alarm": "alarm", "api": "API", "rule": "rule", "schedule": "schedule", "logs": "log group",
}  # fmt: skip
"""How the page calls a node of a service."""


@dataclass(frozen=True)
class Graph:
    """Nodes with column and row, and the edges that are drawn between them."""

    places: dict[Node, tuple[int, int]]
    edges: tuple[Edge, ...]

    def as_json(self) -> dict[str, Any]:
        """For the page."""
        return {
            "nodes": [
                {
                    "id": str(node), "service": node.service, "kind": SHORT.get(node.service, node.service),
                    "name": node.name, "column": column, "row": row,
                }
                for node, (column, row) in self.places.items()
            ],
            "edges": [
                {
                    "id": edge_id(edge), "kind": str(edge.kind), "link": edge.name, "source": str(edge.source),
                    "target": str(edge.target),
                }
                for edge in self.edges
            ],
        }  # fmt: skip

    def into(self, node: Node) -> list[Edge]:
        """The edges that lead to a node."""
        return [edge for edge in self.edges if edge.target == node]


def edge_id(edge: Edge) -> str:
    """What tells an edge from others; of several between two nodes of one kind, one is drawn."""
    return f"{edge.source} > {edge.target} ({edge.kind})"


def graph_of(wiring: Wiring) -> Graph:
    """Each node in the column of its first place, one column for each node on the way to it."""
    edges: dict[str, Edge] = {}
    columns: dict[Node, int] = {}
    for place in walk(wiring):
        if isinstance(place.step, Node):
            columns.setdefault(place.step, 0)
            continue
        edge = drawn_from(place.step)
        columns.setdefault(edge.source, 0)
        columns.setdefault(edge.target, columns[edge.source] + 1)
        edges.setdefault(edge_id(edge), edge)
    return Graph(_rows(columns, list(edges.values())), tuple(edges.values()))


def drawn_from(edge: Edge) -> Edge:
    """A function's log is drawn as the function: its metric filters begin there."""
    if edge.source.service == "logs" and edge.source.name.startswith(LOGS_OF_FUNCTIONS):
        function = Node("lambda", edge.source.name.removeprefix(LOGS_OF_FUNCTIONS))
        return Edge(edge.kind, function, edge.target, edge.at)
    return edge


def _rows(columns: dict[Node, int], edges: list[Edge]) -> dict[Node, tuple[int, int]]:
    """Each node beside the first that leads to it, as far as there is room; dead letters last of their column."""
    dead = {edge.target for edge in edges if edge.kind is Kind.REDRIVE}
    taken: dict[int, set[int]] = {}
    places: dict[Node, tuple[int, int]] = {}
    for node in sorted(columns, key=lambda each: (columns[each], each in dead)):
        column = columns[node]
        row = _beside(node, edges, places)
        while row in taken.setdefault(column, set()):
            row += 1
        taken[column].add(row)
        places[node] = (column, row)
    return places


def _beside(node: Node, edges: Iterable[Edge], places: dict[Node, tuple[int, int]]) -> int:
    """The row of the first node that leads to it; what nothing leads to begins below all that was begun."""
    for edge in edges:
        if edge.target == node and edge.source in places and places[edge.source][0] < 10**6:
            return places[edge.source][1]
    return 0
