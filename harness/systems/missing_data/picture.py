"""The picture of a run of the four alarms on missing data: each row says what its alarm makes of silence."""

from typing import TYPE_CHECKING

from harness.plots.windows import draw_windows
from harness.plots.wording import Wording
from harness.run.store import SavedRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MEANINGS = {
    "missing": "INSUFFICIENT_DATA",
    "ignore": "keeps its state",
    "breaching": "ALARM",
    "notBreaching": "OK",
}
"""Where silence leads an alarm, by its TreatMissingData."""
SETTINGS = Wording(
    rows={setting: f"{setting}\nsilence: {meaning}" for setting, meaning in MEANINGS.items()},
    note="a row is an alarm with that TreatMissingData",
)


def draw_settings(figure: "Figure", run: SavedRun) -> None:
    """Draw into an empty figure what the metric held in each window, and below it the four alarms."""
    draw_windows(figure, run, wording=SETTINGS)
