"""A wiring as JSON, for who draws it later: which nodes and edges there were, and what alarms compare. Pure."""

from collections.abc import Mapping
from typing import Any

from harness.wiring.model import Edge, Kind, Node, Wiring

COMPARED = ("Namespace", "MetricName", "Statistic", "Period", "Threshold", "ComparisonOperator", "EvaluationPeriods")
"""What is kept of an alarm."""


def as_json(wiring: Wiring) -> dict[str, Any]:
    """Nodes and edges."""
    return {
        "nodes": [[node.service, node.name, _kept(node, read)] for node, read in wiring.nodes.items()],
        "edges": [
            {
                "kind": str(edge.kind),
                "source": [edge.source.service, edge.source.name],
                "target": [edge.target.service, edge.target.name],
                "at": edge.at,
            }
            for edge in wiring.edges
        ],
    }


def of_json(saved: Mapping[str, Any]) -> Wiring:
    """What `as_json` made; KeyError or ValueError when it isn't that."""
    return Wiring(
        {Node(service, name): read for service, name, read in saved["nodes"]},
        tuple(
            Edge(Kind(each["kind"]), Node(*each["source"]), Node(*each["target"]), each["at"])
            for each in saved["edges"]
        ),
    )


def _kept(node: Node, read: Mapping[str, Any]) -> dict[str, Any]:
    return {name: read[name] for name in COMPARED if name in read} if node.service == "alarm" else {}
