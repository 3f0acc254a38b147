"""The picture of a run's faults: place by place, when which was injected. Drawn from what was saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from harness.plots.look import BREACH, CALM, INK, LINE, MUTED
from harness.plots.run_plot import figure_of
from harness.plots.title import about_run, draw_titles
from harness.run.faults import FAULT, FAULTS
from harness.run.store import SavedRun
from harness.run.timeline import Timeline

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LEFT, RIGHT, TOP, BOTTOM = 0.30, 0.80, 0.85, 0.1
MOST_PLACES = 24
AMBER = "#7a5600"
FAMILIES = {
    "comes twice": (LINE, "o", ("-twice", "-answered-late")),
    "late or overtaken": (AMBER, ">", ("-late", "-overtaken", "-slow")),
    "crash or time-out": (BREACH, "X", ("crash", "timeout")),
    "refused": (MUTED, "s", ("throttled", "conflict", "slow-down", "error-before")),
    "answer lost": (CALM, "D", ("-lost", "error-after")),
}
"""Colour, mark and parts of names by family; the first that fits is a fault's."""


@dataclass(frozen=True)
class Mark:
    """One fault: where, when in seconds of the run, and of which family."""

    place: str
    at_s: float
    family: str


def draw_faults(run: SavedRun, path: Path) -> Path | None:
    """Draw the faults into a PNG of 1600 by 900 pixels; None for a run that wasn't under faults."""
    marks = marks_of(run.timeline)
    if run.timeline.last(FAULTS) is None:
        return None
    figure_of(lambda figure: _draw(figure, run, marks), path)
    return path


def marks_of(timeline: Timeline) -> list[Mark]:
    """The faults of a timeline, in the order in which they happened."""
    found = [Mark(str(e.facts["place"]), e.at_s, family_of(str(e.facts["kind"]))) for e in timeline.named(FAULT)]
    return sorted(found, key=lambda mark: mark.at_s)


def family_of(kind: str) -> str:
    """The family of a kind of fault."""
    return next(name for name, (_, _, parts) in FAMILIES.items() if any(part in kind for part in parts))


def places_of(marks: Sequence[Mark]) -> list[str]:
    """The places, in the order in which they were first met; those that don't fit are left out."""
    return list(dict.fromkeys(mark.place for mark in marks))[:MOST_PLACES]


def _draw(figure: "Figure", run: SavedRun, marks: Sequence[Mark]) -> None:
    axes = figure.subplots()
    figure.subplots_adjust(left=LEFT, right=RIGHT, top=TOP, bottom=BOTTOM)
    places = places_of(marks)
    for family, (colour, shape, _) in FAMILIES.items():
        own = [mark for mark in marks if mark.family == family and mark.place in places]
        x, y = [mark.at_s for mark in own], [places.index(mark.place) for mark in own]
        label = f"{family}: {len(own)}"
        axes.scatter(x, y, s=70, color=colour, marker=shape, label=label, alpha=0.8, linewidths=0)
    axes.set_yticks(range(len(places)), [place.replace(" -> ", "\n→ ") for place in places], fontsize=10, color=INK)
    axes.set_ylim(max(len(places), 1) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.set_xlabel("seconds of the run", color=MUTED)
    axes.grid(axis="y", color="#e3e7eb")
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=10.5, borderaxespad=0)
    facts = run.timeline.named(FAULTS)[-1].facts
    title = f"{len(marks)} faults, profile {facts['profile']}, seed {facts['seed']}"
    draw_titles(figure, 0.02, RIGHT, [title], about_run(run))
