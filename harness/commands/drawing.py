"""The picture of a saved run, as its system draws it."""

from pathlib import Path

from harness.plots.faults_plot import draw_faults
from harness.plots.run_plot import draw_run
from harness.plots.windows import draw_windows
from harness.run.registry import systems
from harness.run.store import SavedRun

FAULTS_PLOT = "faults.png"


def draw(run: SavedRun, path: Path) -> Path:
    """Draw the run into a PNG and return its path; a run of a system that isn't known any more is drawn as any.

    The faults of a run that was under some are drawn into `faults.png` beside it.
    """
    draw_faults(run, path.with_name(FAULTS_PLOT))
    system = systems().get(run.about.stack)
    return draw_run(run, path, system.picture if system else draw_windows)
