"""The picture of a permissions report: role by role, statement by statement, what was granted and what of it used."""

from collections.abc import Callable, Iterable, Iterator
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
    "not at work": MUTED,
    "deny": MUTED,
    "too wide": AMBER,
    "never used": AMBER,
    NOT_GRANTED: BREACH,
}
"""What a verdict's word is written on: white on each of them has a contrast of 4.5 at least."""
MOST_ROWS = 30
"""More don't fit into a picture of this size; how many are left out is said."""
TWO_LINES = 18
"""So many rows leave room for two lines in each."""
AWS_OWN = "arn:aws:iam::aws:policy/"
VERDICT_AT, TIMES_AT, GRANT_AT, TELLS_AT = 0.012, 0.13, 0.145, 0.62
"""Where the columns begin, as shares of the width; the times end there."""
ROLE_TELLS = 0.3
"""So much further left than the tells of statements stand those of roles."""
GAP = 0.01
"""Between columns, as a share of the width."""


@dataclass(frozen=True)
class Row:
    """One line of the picture: a role with who used it, or a statement with its verdict and what else it tells."""

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
    yield Row(one.role.name, tells=one.users)
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
    lines = 2 if len(rows) <= TWO_LINES else 1
    for place, row in enumerate(rows[:MOST_ROWS]):
        (_draw_statement if row.verdict else _draw_role)(axes, place, row, lines)
    left = len(rows) - MOST_ROWS
    details = f"{about}; {left} more rows in `harness iam`" if left > 0 else about
    draw_titles(figure, 0.03, 0.97, [summary(rows)], details)


def summary(rows: Iterable[Row]) -> str:
    """How many statements there are of each verdict."""
    verdicts = [row.verdict for row in rows if row.verdict]
    counts = [(word, verdicts.count(word)) for word in COLOURS if word in verdicts]
    lacking = "" if NOT_GRANTED in verdicts else "; nothing was lacking"
    return "Permissions: " + ", ".join(f"{count} {word}" for word, count in counts) + lacking


def _grants(granted: Granted) -> str:
    """The actions without their service, which is that of the first, and what they are granted on."""
    service = granted.actions[0].partition(":")[0] if granted.actions else ""
    actions = ", ".join(action.removeprefix(f"{service}:") for action in granted.actions)
    resources = ", ".join(short(each).removeprefix(f"{service} ") for each in granted.resources)
    whose = f" (AWS's {granted.policy_name})" if granted.policy.startswith(AWS_OWN) else ""
    return f"{service}: {actions} on {resources}{whose}"


def _tells(use: Use) -> str:
    if use.reserved and not use.wide:
        return "; ".join(f"{action.partition(':')[2]}: {reason}" for action, reason in use.reserved)
    return "; ".join(map(short, use.wide))


def _draw_role(axes: "Axes", place: int, row: Row, _: int) -> None:
    axes.axhspan(place, place + 1, color=BAND)
    axes.text(VERDICT_AT, place + 0.5, row.text, va="center", weight="bold", color=INK, fontsize=11)
    _write(axes, (TELLS_AT - ROLE_TELLS, 1), place, row.tells, 1, color=MUTED, fontsize=9)


def _draw_statement(axes: "Axes", place: int, row: Row, lines: int) -> None:
    box = {"boxstyle": "round,pad=0.25", "facecolor": COLOURS[row.verdict], "edgecolor": "none"}
    axes.text(VERDICT_AT + 0.005, place + 0.5, row.verdict, va="center", color="white", fontsize=8.5, bbox=box)
    axes.text(TIMES_AT, place + 0.5, f"{row.times} ×", va="center", ha="right", color=INK, fontsize=9)
    _write(axes, (GRANT_AT, TELLS_AT - GAP), place, row.text, lines, color=INK, fontsize=9)
    _write(axes, (TELLS_AT, 1), place, row.tells, lines, color=MUTED, fontsize=8.5)


def _write(axes: "Axes", column: tuple[float, float], place: int, words: str, lines: int, **style: Any) -> None:
    """Write what fits between the two sides of a column into so many lines; an ellipsis stands for the rest."""
    text = axes.text(column[0], place + 0.5, "", va="center", linespacing=1.15, **style)
    room = axes.transData.transform((column[1], 0))[0]

    def fits(line: str) -> bool:
        text.set_text(line)
        return bool(text.get_window_extent().x1 <= room)

    text.set_text("\n".join(_broken(words, lines, fits)))


def _broken(words: str, lines: int, fits: Callable[[str], bool]) -> Iterator[str]:
    """The words in so many lines that fit; the last is cut where they don't."""
    left = words.split(" ")
    for place in range(lines):
        taken = len(left)
        while taken > 1 and not fits(" ".join(left[:taken])):
            taken -= 1
        if place == lines - 1 or taken == len(left):
            yield _cut(" ".join(left), fits)
            return
        yield _cut(" ".join(left[:taken]), fits)
        left = left[taken:]


def _cut(line: str, fits: Callable[[str], bool]) -> str:
    """The line, or what of it fits before an ellipsis."""
    if fits(line):
        return line
    while line and not fits(f"{line}…"):
        line = line[: len(line) * 19 // 20].rstrip(" ,;")
    return f"{line}…"
