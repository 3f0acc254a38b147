"""The picture of a run of the billing alarms: what the account owes, in dollars."""

from typing import TYPE_CHECKING

from bootstrap.stacks.billing import THRESHOLDS_USD
from harness.plots.windows import draw_windows
from harness.plots.wording import Wording
from harness.run.store import SavedRun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CHARGES = Wording("charges", "$", {f"over {usd} USD": f"over ${usd}" for usd in THRESHOLDS_USD})


def draw_charges(figure: "Figure", run: SavedRun) -> None:
    """Draw into an empty figure what was owed in each window, and below it the three alarms."""
    draw_windows(figure, run, wording=CHARGES)
