"""What stands at the nodes now: messages in queues, functions at work, metrics against thresholds. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.wiring.model import Kind, Node, Wiring
from harness.workshop.story import Move

STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")
WINDOWS = 12
"""Windows of a metric that are shown."""


@dataclass
class Tally:
    """What moves add up to: invocations and errors of functions, windows of metrics, states of alarms."""

    invocations: dict[str, int] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    running: dict[str, int] = field(default_factory=dict)
    points: dict[str, dict[float, list[float]]] = field(default_factory=dict)
    """Of each metric, by the second at which CloudWatch counts them: its lowest and its highest value."""
    states: dict[str, list[tuple[float, str]]] = field(default_factory=dict)
    """Of each alarm: when it came into which state."""
    latest: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Of each alarm that changed since what stands was last read: its state, and why."""

    def add(self, moves: Iterable[Move]) -> None:
        """Count these too."""
        for move in moves:
            if move.what == "began":
                self._count(self.invocations, move.node)
                self.running[move.node] = self.running.get(move.node, 0) + 1
            elif move.what in ("ended", "failed"):
                self.running[move.node] = max(0, self.running.get(move.node, 0) - 1)
                if move.what == "failed":
                    self._count(self.errors, move.node)
            elif move.what == "datapoint":
                points = self.points.setdefault(move.node, {}).setdefault(move.cloudwatch_s, [])
                points[:] = _ends([*points, *(float(each) for each in move.detail.split(" to "))])
            elif move.what in STATES:
                self.states.setdefault(move.node, []).append((move.cloudwatch_s, move.what))
                self.latest[move.node] = move.what, move.detail

    @staticmethod
    def _count(counts: dict[str, int], node: str) -> None:
        counts[node] = counts.get(node, 0) + 1


def gauges_of(
    wiring: Wiring, tally: Tally, queues: Mapping[str, Mapping[str, int]] | None = None
) -> dict[str, dict[str, Any]]:
    """By node, what the page shows of it. `queues` are the messages in each, by name; a saved run doesn't tell."""
    dead = {edge.target for edge in wiring.edges if edge.kind is Kind.REDRIVE}
    found: dict[str, dict[str, Any]] = {}
    for node, read in wiring.nodes.items():
        if node.service == "sqs":
            found[str(node)] = _queue((queues or {}).get(node.name)) | {"dead_letters": node in dead}
        elif node.service == "lambda":
            counts = {name: getattr(tally, name).get(str(node), 0) for name in ("invocations", "errors", "running")}
            found[str(node)] = counts
        elif node.service == "alarm":
            found[str(node)] = _alarm(read, tally, str(node))
    return found


def _queue(messages: Mapping[str, int] | None) -> dict[str, Any]:
    if messages is None:
        return {}
    return {"waiting": messages["visible"] + messages["delayed"], "in_flight": messages["in_flight"]}


def _alarm(read: Mapping[str, Any], tally: Tally, node: str) -> dict[str, Any]:
    metric = str(Node("metric", f"{read.get('Namespace')}/{read.get('MetricName')}"))
    period = int(read.get("Period") or 60)
    was_read = str(read.get("StateValue") or "INSUFFICIENT_DATA"), str(read.get("StateReason") or "")
    state, reason = tally.latest.get(node, was_read)
    return {
        "state": state,
        "reason": reason,
        "threshold": float(read.get("Threshold") or 0),
        "comparison": str(read.get("ComparisonOperator") or ""),
        "statistic": str(read.get("Statistic") or ""),
        "period_s": period,
        "metric": metric,
        "windows": windows_of(tally.points.get(metric, {}), period, str(read.get("Statistic") or "Maximum")),
        "states": [{"at_s": at_s, "state": each} for at_s, each in tally.states.get(node, [])[-WINDOWS:]],
    }


def windows_of(points: Mapping[float, list[float]], period_s: int, statistic: str) -> list[dict[str, float]]:
    """The last windows that hold a datapoint: when each begins, and what of its values the statistic takes.

    Where that can't be told from the lowest and the highest (a sum, an average) the highest is shown.
    """
    windows: dict[float, list[float]] = {}
    for at_s, ends in points.items():
        windows.setdefault(at_s - at_s % period_s, []).extend(ends)
    take = min if statistic == "Minimum" else max
    return [{"start_s": start_s, "value": take(values)} for start_s, values in sorted(windows.items())][-WINDOWS:]


def _ends(values: list[float]) -> list[float]:
    return [min(values), max(values)]
