"""The graph of a report as lines of text: a tree along which events travel, each link with its state."""

from collections.abc import Iterator
from textwrap import wrap

from harness.diagnosis.link import Flow, LinkState
from harness.diagnosis.report import Report
from harness.wiring.model import Edge, Kind
from harness.wiring.walk import Place

WIDTH = 80
"""Characters of a line, at most."""
MARKS = {Flow.PASSING: "+", Flow.IDLE: "o", Flow.STUCK: "X", Flow.UNKNOWN: "?"}
"""A mark for each state, which needs no colour and no font."""
LEGEND = "+ passing   o nothing has come through yet   X stuck   ? can't be looked at"
WORDS = {
    Kind.REDRIVE: "dead letters to ", Kind.METRIC_FILTER: "its log to ", Kind.ACCESS: "uses ", Kind.ACTION: "invokes ",
    Kind.WATCH: "watched by ", Kind.DESTINATION: "results to ",
}  # fmt: skip
"""What stands before an edge's target, where it isn't plain that events go there."""

Line = tuple[str, Flow | None]
"""A line, and the state that it is about."""


def drawn(report: Report, details: bool = False) -> Iterator[Line]:
    """The tree; below it the first stuck link with all that is known of it, or with `details` every link so."""
    places = [place for place in report.places if not _is_told_with_its_function(report, place)]
    for index, place in enumerate(places):
        branch = _branch(places, index)
        state = report.state_of(place)
        yield _cut(f"{branch}{_label(report, place, state)}", state), state.flow if state else None
    for other in report.others:
        yield _cut(f"{MARKS[other.flow]} {other.link}", other), other.flow
    told = report.diagnosis.states if details else [report.stuck] if report.stuck else []
    for state in told:
        yield "", None
        yield from _told(state)


def _told(state: LinkState) -> Iterator[Line]:
    yield from ((line, state.flow) for line in _wrapped(f"{MARKS[state.flow]} {state.link}: {state.why}", "    "))
    if state.cause:
        yield from ((line, state.flow) for line in _wrapped(f"    cause: {state.cause}", "           "))
    for fact in state.facts:
        yield from ((line, None) for line in _wrapped(f"    {fact}", "      "))


def _wrapped(text: str, indent: str) -> list[str]:
    return wrap(text, WIDTH, subsequent_indent=indent, break_on_hyphens=False)


def _label(report: Report, place: Place, state: LinkState | None) -> str:
    step = place.step
    if state is None:
        return str(step)
    mark = MARKS[state.flow]
    if not isinstance(step, Edge):
        text = "runs" if place.depth else str(step)
        return f"{mark} {text}{_uses(report, place)}"
    at = f"{step.at} " if step.at else ""
    return f"{mark} {at}{WORDS.get(step.kind, '')}{step.target}"


def _cut(text: str, state: LinkState | None) -> str:
    """The line with why its link is so, as far as it fits."""
    whole = f"{text}: {state.why}" if state and state.flow is not Flow.PASSING else text
    return whole if len(whole) <= WIDTH else f"{whole[: WIDTH - 1]}…"


def _branch(places: list[Place], index: int) -> str:
    """The lines of the tree before a place: one for each depth above it that goes on below."""
    depth = places[index].depth
    if not depth:
        return ""
    parts = ["│  " if _goes_on(places, index, level) else "   " for level in range(1, depth)]
    return "".join([*parts, "├─" if _goes_on(places, index, depth) else "└─"])


def _goes_on(places: list[Place], index: int, level: int) -> bool:
    """Whether another place of that depth follows before the tree comes back above it."""
    for place in places[index + 1 :]:
        if place.depth <= level:
            return place.depth == level
    return False


def _is_told_with_its_function(report: Report, place: Place) -> bool:
    """What a function asks for, when nothing is wrong with it and nothing follows, stands in the function's line."""
    state = report.state_of(place)
    if not isinstance(place.step, Edge) or place.step.kind is not Kind.ACCESS or state is None:
        return False
    at = report.places.index(place)
    follows = report.places[at + 1].depth > place.depth if at + 1 < len(report.places) else False
    return state.flow is Flow.PASSING and not follows


def _uses(report: Report, function: Place) -> str:
    targets = [
        each.step.target.name for each in report.places
        if isinstance(each.step, Edge) and each.step.source == function.step
        and _is_told_with_its_function(report, each)
    ]  # fmt: skip
    return f", uses {', '.join(targets)}" if targets else ""
