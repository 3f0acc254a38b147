"""Where things stand on the time axis of a run's picture. Pure: a timeline in, numbers out."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from harness.timeline import Entry, Timeline

SPREAD = 0.55
"""The share of a window over which entries of one and the same CloudWatch time are drawn side by side."""


@dataclass(frozen=True)
class Point:
    """A total in bytes, at seconds since the first window of the picture."""

    x_s: float
    total: int


@dataclass(frozen=True)
class Span:
    """An alarm state, between two moments."""

    from_s: float
    to_s: float
    state: str


@dataclass(frozen=True)
class Drop:
    """A deletion: the total before it, the point it led to, and the name of the deleted object."""

    before: int
    to: Point
    name: str


@dataclass(frozen=True)
class Layout:
    """Everything the picture shows."""

    points: tuple[Point, ...]
    drops: tuple[Drop, ...]
    spans: tuple[Span, ...]
    end_s: float


def lay_out(timeline: Timeline, period_s: int) -> Layout:
    """The picture of a timeline; empty when no total was recorded."""
    totals = [entry for entry in timeline.named("total") if entry.cloudwatch_s is not None]
    if not totals:
        return Layout((), (), (), float(period_s))
    origin_s = cast(float, totals[0].cloudwatch_s) // period_s * period_s
    points = tuple(_points(totals, origin_s, period_s))
    times = _transitions(timeline, origin_s)
    end_s = max([points[-1].x_s + period_s / 4, *(at_s + period_s / 2 for at_s, _ in times)])
    return Layout(points, tuple(_drops(points, timeline)), tuple(_spans(times, end_s)), end_s)


def _points(totals: list[Entry], origin_s: float, period_s: int) -> list[Point]:
    """Entries at the same CloudWatch time stand side by side, in their order, inside that window."""
    points = []
    groups: dict[float, list[Entry]] = {}
    for entry in totals:
        groups.setdefault(cast(float, entry.cloudwatch_s), []).append(entry)
    for at_s, entries in groups.items():
        room_s = period_s * SPREAD / len(entries)
        points += [Point(at_s - origin_s + room_s * n, int(cast(int, e.facts["bytes"]))) for n, e in enumerate(entries)]
    return points


def _drops(points: tuple[Point, ...], timeline: Timeline) -> list[Drop]:
    history = timeline.last("history")
    changes = cast(list[dict[str, Any]], history.facts["changes"]) if history else []
    names = [str(change["object_name"]) for change in changes if change["size_delta"] < 0]
    falls = [(before.total, point) for before, point in pairwise(points) if point.total < before.total]
    return [Drop(before, point, name) for (before, point), name in zip(falls, names, strict=False)]


def _transitions(timeline: Timeline, origin_s: float) -> list[tuple[float, str]]:
    alarm = timeline.last("alarm")
    if alarm is None:
        return []
    states = [str(text).split(" -> ")[1] for text in cast(list[str], alarm.facts["transitions"])]
    times = cast(list[float], alarm.detail.get("at_s", []))
    return [(at_s - origin_s, state) for at_s, state in zip(times, states, strict=False)]


def _spans(transitions: list[tuple[float, str]], end_s: float) -> list[Span]:
    marks = [(0.0, "INSUFFICIENT_DATA"), *transitions, (end_s, "")]
    return [
        Span(max(start, 0.0), stop, state) for (start, state), (stop, _) in pairwise(marks) if stop > max(start, 0.0)
    ]
