"""The picture of a permissions report: role by role, statement by statement, what was granted and what of it used."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.permissions.report import RoleReport, Use
from harness.permissions.seen import Granted, short
from harness.plots.look import BAND, BREACH, CALM, INK, MUTED
from harness.plots.run_plot import figure_of
from harness.plots.title import draw_titles

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NOT_GRANTED = "not granted"
AMBER = "#7a5600"
COLOURS = {
    "used": CALM,
    "in reserve": MUTED,
    "deny": MUTED,
    "too wide": AMBER,
    "never used": AMBER,
    NOT_GRANTED: BREACH,
}
"""What a verdict's word is written on: white on each of them has a contrast of 4.5 at least."""
MOST_ROWS = 30
"""More don't fit into a picture of this size; how many are left out is said."""
VERDICT_AT, TIMES_AT, GRANT_AT, TELLS_AT = 0.012, 0.13, 0.145, 0.62
"""Where the columns begin, as shares of the width; the times end there."""
GAP = 0.01
"""Between columns, as a share of the width."""


@dataclass(frozen=True)
class Row:
    """One line of the picture: a role's name alone, or a statement with its verdict."""

    text: str
    verdict: str = ""
    times: int = 0
    tells: str = ""


def draw_permissions(made: Iterable[RoleReport], about: str, path: Path) -> Path:
    """Draw a report into a PNG of 1600 by 900 pixels and return its path."""
    rows = [row for one in made for row in rows_of(one)]
    figure_of(lambda figure: draw_rows(figure, rows, about), path)
    return path


def rows_of(one: RoleReport) -> Iterator[Row]:
    """The role, its statements in order, and what it asked for without a grant."""
    yield Row(one.role.name)
    for use in one.uses:
        yield Row(_grants(use.granted), use.verdict, use.count, _tells(use))
    for lack in one.lacks:
        yield Row(f"{lack.asked.action} on {short(lack.asked.resource)}", NOT_GRANTED, lack.asked.count)


def draw_rows(figure: "Figure", rows: list[Row], about: str) -> None:
    """Draw the rows into an empty figure, under a title that sums them up."""
    axes = figure.add_axes((0.03, 0.03, 0.94, 0.82))
    axes.set_xlim(0, 1)
    axes.set_ylim(max(min(len(rows), MOST_ROWS), 12) + 0.2, -0.2)
    axes.axis("off")
    for place, row in enumerate(rows[:MOST_ROWS]):
        (_draw_statement if row.verdict else _draw_role)(axes, place, row)
    left = len(rows) - MOST_ROWS
    details = f"{about}; {left} more rows in `harness iam`" if left > 0 else about
    draw_titles(figure, 0.03, 0.97, [summary(rows)], details)


def summary(rows: Iterable[Row]) -> str:
    """How many statements there are of each verdict."""
    verdicts = [row.verdict for row in rows if row.verdict]
    counts = [(word, verdicts.count(word)) for word in COLOURS if word in verdicts]
    return "Permissions: " + ", ".join(f"{count} {word}" for word, count in counts)


def _grants(granted: Granted) -> str:
    """The actions without their service, which is that of the first, and what they are granted on."""
    service = granted.actions[0].partition(":")[0] if granted.actions else ""
    actions = ", ".join(action.removeprefix(f"{service}:") for action in granted.actions)
    resources = ", ".join(short(each).removeprefix(f"{service} ") for each in granted.resources)
    return f"{service}: {actions} on {resources}"


def _tells(use: Use) -> str:
    if use.reserved and not use.wide:
        return "; ".join(f"{action.partition(':')[2]}: {reason}" for action, reason in use.reserved)
    return "; ".join(map(short, use.wide))


def _draw_role(axes: "Axes", place: int, row: Row) -> None:
    axes.axhspan(place, place + 1, color=BAND)
    axes.text(VERDICT_AT, place + 0.5, row.text, va="center", weight="bold", color=INK, fontsize=11)


def _draw_statement(axes: "Axes", place: int, row: Row) -> None:
    box = {"boxstyle": "round,pad=0.25", "facecolor": COLOURS[row.verdict], "edgecolor": "none"}
    axes.text(VERDICT_AT + 0.005, place + 0.5, row.verdict, va="center", color="white", fontsize=8.5, bbox=box)
    axes.text(TIMES_AT, place + 0.5, f"{row.times} ×", va="center", ha="right", color=INK, fontsize=9)
    _write(axes, (GRANT_AT, TELLS_AT - GAP), place, row.text, color=INK, fontsize=9)
    _write(axes, (TELLS_AT, 1), place, row.tells, color=MUTED, fontsize=8.5)


def _write(axes: "Axes", column: tuple[float, float], place: int, words: str, **style: Any) -> None:
    """Write what fits between the two sides of a column; an ellipsis stands for the rest."""
    text = axes.text(column[0], place + 0.5, words, va="center", **style)
    room = axes.transData.transform((column[1], 0))[0]
    while words and text.get_window_extent().x1 > room:
        words = words[: len(words) * 9 // 10]
        text.set_text(f"{words.rstrip(' ,')}…")
