"""Where things stand on the time axis of a run's picture. Pure: a timeline in, numbers out."""

from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from harness.plots.curve import Curve
from harness.run.timeline import Entry, Timeline

SPREAD = 0.8
"""The share of a window over which entries of one and the same CloudWatch time are drawn side by side."""
ONLY_ALARM = "alarm"
"""What an alarm is called whose entry doesn't name it."""


@dataclass(frozen=True)
class Point:
    """What a curve came to, at seconds since the first window of the picture."""

    x_s: float
    value: int


@dataclass(frozen=True)
class Span:
    """An alarm state, between two moments."""

    from_s: float
    to_s: float
    state: str


@dataclass(frozen=True)
class Strip:
    """One alarm's states."""

    label: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Level:
    """What a metric held in the window that begins at `from_s`; None for no data."""

    from_s: float
    value: float | None


@dataclass(frozen=True)
class Series:
    """What one metric held, window by window."""

    label: str
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Fall:
    """A fall of the curve: its value before, the point it led to, and the name of what made it fall."""

    before: int
    to: Point
    name: str


@dataclass(frozen=True)
class Layout:
    """Everything the picture shows."""

    points: tuple[Point, ...]
    falls: tuple[Fall, ...]
    series: tuple[Series, ...]
    strips: tuple[Strip, ...]
    end_s: float


def lay_out(timeline: Timeline, period_s: int, curve: Curve | None = None) -> Layout:
    """The picture of a timeline; empty when neither a window nor anything of the curve was recorded."""
    changes = [entry for entry in timeline.named(curve.entry) if entry.cloudwatch_s is not None] if curve else []
    windows = [entry for entry in timeline.named("window") if entry.cloudwatch_s is not None]
    starts = [_window_s(entry, period_s) for entry in changes] + [_over_s(entry, period_s) for entry in windows]
    if not starts:
        return Layout((), (), (), (), float(period_s))
    origin_s = min(starts)
    points = tuple(_points(changes, curve.fact, origin_s, period_s)) if curve else ()
    series = tuple(_series(windows, origin_s, period_s))
    transitions = _transitions(timeline, origin_s)
    ends = [point.x_s + period_s / 4 for point in points[-1:]]
    ends += [level.from_s + period_s for each in series for level in each.levels[-1:]]
    ends += [at_s + period_s / 2 for times in transitions.values() for at_s, _ in times]
    strips = tuple(Strip(label, tuple(_spans(times, max(ends)))) for label, times in transitions.items())
    falls = tuple(_falls(points, curve.falls(timeline))) if curve else ()
    return Layout(points, falls, series, strips, max(ends))


def _window_s(entry: Entry, period_s: int) -> float:
    """When the window began in which the entry was recorded."""
    return cast(float, entry.cloudwatch_s) // period_s * period_s


def _over_s(entry: Entry, period_s: int) -> float:
    """When the window began that was over when the entry was recorded."""
    return _window_s(entry, period_s) - period_s


def _points(changes: list[Entry], fact: str, origin_s: float, period_s: int) -> list[Point]:
    """Entries at the same CloudWatch time stand side by side, in their order, inside that window."""
    points = []
    groups: dict[float, list[Entry]] = {}
    for entry in changes:
        groups.setdefault(cast(float, entry.cloudwatch_s), []).append(entry)
    for at_s, entries in groups.items():
        room_s = period_s * SPREAD / len(entries)
        points += [Point(at_s - origin_s + room_s * n, int(cast(int, e.facts[fact]))) for n, e in enumerate(entries)]
    return points


def _series(windows: list[Entry], origin_s: float, period_s: int) -> list[Series]:
    held: dict[str, list[Level]] = {}
    for entry in windows:
        for label, value in cast(dict[str, float | None], entry.facts["saw"]).items():
            held.setdefault(label, []).append(Level(_over_s(entry, period_s) - origin_s, value))
    return [Series(label, tuple(levels)) for label, levels in held.items()]


def _falls(points: tuple[Point, ...], names: list[str]) -> list[Fall]:
    falls = [(before.value, point) for before, point in pairwise(points) if point.value < before.value]
    return [Fall(before, point, name) for (before, point), name in zip(falls, names, strict=False)]


def _transitions(timeline: Timeline, origin_s: float) -> dict[str, list[tuple[float, str]]]:
    """The transitions of each alarm, as the last entry about it has them."""
    changes = {}
    for entry in timeline.named("alarm"):
        states = [str(text).split(" -> ")[1] for text in cast(list[str], entry.facts["transitions"])]
        times = [at_s - origin_s for at_s in cast(list[float], entry.detail.get("at_s", []))]
        changes[str(entry.facts.get("alarm", ONLY_ALARM))] = list(zip(times, states, strict=False))
    return changes


def _spans(transitions: list[tuple[float, str]], end_s: float) -> list[Span]:
    marks = [(0.0, "INSUFFICIENT_DATA"), *transitions, (end_s, "")]
    return [
        Span(max(start, 0.0), stop, state) for (start, state), (stop, _) in pairwise(marks) if stop > max(start, 0.0)
    ]
