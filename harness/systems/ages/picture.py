"""The picture of a run of `ages`: how many things are left at each look, by kind, and what they cost a month."""

from typing import TYPE_CHECKING

from harness.run.store import SavedRun
from harness.systems.ages.checks import looks_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KINDS = {"objects": ("o", "-"), "items": ("s", "--"), "messages": ("^", "-."), "events": ("D", ":")}
"""The marker and the line of each kind, so that what lies on another can be told from it."""


def draw_what_is_left(figure: "Figure", run: SavedRun) -> None:
    """Draw into an empty figure how much is left after each look, and below it the price of a month."""
    looks = looks_of(run.timeline)
    labels = [f"{days} d" for days in looks]
    counts, price = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    for kind, (marker, line) in KINDS.items():
        left = [len(look[kind]) if isinstance(look[kind], list) else look[kind] for look in looks.values()]
        counts.plot(labels, left, marker=marker, linestyle=line, label=kind)
    counts.set_ylabel("left")
    counts.set_yticks(range(5))
    counts.legend(loc="upper right")
    price.bar(labels, [float(look["usd a month"]) * 1e6 for look in looks.values()], color="0.45")
    price.set_ylabel("millionths of\na dollar a month")
    price.set_xlabel("after")
