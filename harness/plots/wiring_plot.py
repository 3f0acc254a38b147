"""The picture of a diagnosis: nodes in columns along which events travel, edges in the colour of their state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from harness.diagnosis.link import Flow, LinkState
from harness.diagnosis.report import Report
from harness.plots.look import BREACH, CALM, INK, MUTED, UNSURE
from harness.plots.run_plot import figure_of
from harness.plots.title import draw_titles
from harness.wiring.model import Edge, Kind, Node

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = {Flow.PASSING: CALM, Flow.IDLE: MUTED, Flow.STUCK: BREACH, Flow.UNKNOWN: UNSURE}
LINES: dict[Flow, Any] = {Flow.PASSING: "-", Flow.IDLE: "--", Flow.STUCK: "-", Flow.UNKNOWN: ":"}
"""A state is told by its line and its mark too, never by colour alone."""
BOX_WIDTH, BOX_HEIGHT, LONGEST_NAME = 0.78, 0.52, 26
ASKED = "#aab4be"
"""What a function asks for by itself, as long as nothing is wrong with it: not to be lost in, and paler."""
KEY = (
    (Flow.PASSING, "passing"), (Flow.IDLE, "nothing has come through yet"),
    (Flow.STUCK, "stuck"), (Flow.UNKNOWN, "can't be looked at"),
)  # fmt: skip


@dataclass(frozen=True)
class _Drawn:
    """Where each node stands, column and row, and the state of each edge and each function."""

    spots: dict[Node, tuple[int, int]]
    edges: list[tuple[Edge, LinkState]]
    functions: dict[Node, LinkState]


def draw_wiring(reports: Sequence[Report], path: Path) -> Path:
    """Draw reports, one below the other, into a PNG of 1600 by 900 pixels and return its path."""
    figure_of(lambda figure: draw_reports(figure, reports), path)
    return path


def draw_reports(figure: "Figure", reports: Sequence[Report]) -> None:
    """Draw into an empty figure."""
    drawn = [_placed(each) for each in reports]
    rows = [max((row for _, row in each.spots.values()), default=0) + 1 for each in drawn]
    figure.subplots_adjust(left=0.02, right=0.98, top=0.86, bottom=0.07, hspace=0.12)
    panels = figure.subplots(max(len(reports), 1), 1, squeeze=False, height_ratios=rows or [1])[:, 0]
    for axes, report, each, height in zip(panels, reports, drawn, rows, strict=False):
        _draw(axes, each, height)
        axes.set_title(f"account {report.account_id}, {report.region}", fontsize=10, color=MUTED, loc="left")
    stuck = next((each.stuck for each in reports if each.stuck), None)
    title = f"first stuck link: {stuck.link}" if stuck else "no link is stuck"
    draw_titles(figure, 0.02, 0.98, [title], f"{stuck.why}. {stuck.cause}"[:150] if stuck else "")
    _key(figure)
    for axes in panels:
        axes.set_axis_off()


def _placed(report: Report) -> _Drawn:
    """Each node in the column of its first place, one column for each node on the way to it."""
    columns: dict[Node, int] = {}
    edges: list[tuple[Edge, LinkState]] = []
    functions: dict[Node, LinkState] = {}
    for place in report.places:
        state = report.state_of(place)
        if isinstance(place.step, Node):
            columns.setdefault(place.step, 0)
            if state:
                functions[place.step] = state
            continue
        edge = _drawn_from(place.step)
        columns.setdefault(edge.source, 0)
        columns.setdefault(edge.target, columns[edge.source] + 1)
        if state:
            edges.append((edge, state))
    taken: dict[int, int] = {}
    spots: dict[Node, tuple[int, int]] = {}
    for node in sorted(columns, key=lambda each: columns[each]):
        row = max(taken.get(columns[node], 0), _row_of_parent(node, edges, spots))
        spots[node] = (columns[node], row)
        taken[columns[node]] = row + 1
    return _Drawn(spots, edges, functions)


def _row_of_parent(node: Node, edges: Iterable[tuple[Edge, LinkState]], spots: dict[Node, tuple[int, int]]) -> int:
    """The row of the first node that leads to it: events go straight on where they can."""
    return next((spots[edge.source][1] for edge, _ in edges if edge.target == node and edge.source in spots), 0)


def _drawn_from(edge: Edge) -> Edge:
    """A function's log is drawn as the function: its metric filters begin there."""
    if edge.kind is Kind.METRIC_FILTER and edge.source.name.startswith("/aws/lambda/"):
        function = Node("lambda", edge.source.name.removeprefix("/aws/lambda/"))
        return Edge(edge.kind, function, edge.target, edge.at)
    return edge


def _draw(axes: "Axes", drawn: _Drawn, rows: int) -> None:
    columns = max((column for column, _ in drawn.spots.values()), default=0) + 1
    axes.set_xlim(-0.5, max(columns, 4) - 0.5)
    axes.set_ylim(max(rows, 2) - 0.45, -0.55)
    for edge, state in drawn.edges:
        _arrow(axes, drawn.spots[edge.source], drawn.spots[edge.target], state.flow, edge.kind)
    for node, (column, row) in drawn.spots.items():
        _box(axes, node, column, row, drawn.functions.get(node), max(columns, 4))


def _arrow(axes: "Axes", start: tuple[int, int], end: tuple[int, int], flow: Flow, kind: Kind) -> None:
    back = end[0] <= start[0]
    half = BOX_WIDTH / 2
    begins = (start[0], start[1] - BOX_HEIGHT / 2) if back else (start[0] + half, start[1])
    ends = (end[0], end[1] - BOX_HEIGHT / 2) if back else (end[0] - half, end[1])
    thin = kind is Kind.ACCESS and flow is not Flow.STUCK
    style = {
        "arrowstyle": "-|>", "color": ASKED if thin else COLOURS[flow], "linestyle": LINES[flow],
        "shrinkA": 0, "shrinkB": 0,
        "linewidth": 3.2 if flow is Flow.STUCK else 0.9 if thin else 1.5,
        "connectionstyle": "arc3,rad=0.18" if back else "arc3,rad=0",
    }  # fmt: skip
    axes.annotate("", xy=ends, xytext=begins, arrowprops=style, zorder=3 if flow is Flow.STUCK else 1)
    if flow is Flow.STUCK:
        middle = ((begins[0] + ends[0]) / 2, (begins[1] + ends[1]) / 2)
        axes.text(*middle, "X", color=BREACH, fontsize=15, fontweight="bold", ha="center", va="center", zorder=4)


def _box(axes: "Axes", node: Node, column: int, row: int, state: LinkState | None, columns: int) -> None:
    from matplotlib.patches import FancyBboxPatch

    stuck = state is not None and state.flow is Flow.STUCK
    corner = (column - BOX_WIDTH / 2, row - BOX_HEIGHT / 2)
    axes.add_patch(
        FancyBboxPatch(
            corner,
            BOX_WIDTH,
            BOX_HEIGHT,
            boxstyle="round,pad=0,rounding_size=0.05",
            zorder=2,
            facecolor="#fdecec" if stuck else "white",
            edgecolor=BREACH if stuck else INK,
            linewidth=2.6 if stuck else 1,
        )
    )
    longest = max(12, int(LONGEST_NAME * 6 / max(columns, 6)))
    name = node.name.rsplit("/", 1)[-1] if node.service == "metric" else node.name
    lines = [f"{'X ' if stuck else ''}{node.service}", *wrap(name, longest)]
    axes.text(column, row, "\n".join(lines[:3]), ha="center", va="center", fontsize=7, color=INK, zorder=5)


def _key(figure: "Figure") -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=COLOURS[flow], linestyle=LINES[flow], linewidth=2, label=word) for flow, word in KEY
    ]
    figure.legend(handles=handles, loc="lower center", ncols=len(KEY), frameon=False, fontsize=9)
