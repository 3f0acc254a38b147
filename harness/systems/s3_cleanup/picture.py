"""The picture of a run of the S3 cleanup system: the total size of its bucket, above windows and alarms."""

from typing import TYPE_CHECKING, Any, cast

from harness.plots.curve import Curve
from harness.plots.windows import draw_windows
from harness.run.store import SavedRun
from harness.run.timeline import Timeline

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw_totals(figure: "Figure", run: SavedRun) -> None:
    """Draw into an empty figure what the bucket held, and which objects were removed."""
    draw_windows(figure, run, TOTAL)


def removed(timeline: Timeline) -> list[str]:
    """The names of the objects that were deleted, in the order of the history; none before it was read."""
    history = timeline.last("history")
    changes = cast(list[dict[str, Any]], history.facts["changes"]) if history else []
    return [str(change["object_name"]) for change in changes if change["size_delta"] < 0]


TOTAL = Curve("total", "bytes", "Total size of the bucket", "total size (bytes)", "bytes", removed, "removed")
