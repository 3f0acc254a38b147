"""The picture of a saved run, as its system draws it."""

from pathlib import Path

from harness.plots.run_plot import draw_run
from harness.plots.windows import draw_windows
from harness.run.registry import systems
from harness.run.store import SavedRun


def draw(run: SavedRun, path: Path) -> Path:
    """Draw the run into a PNG and return its path; a run of a system that isn't known any more is drawn as any."""
    system = systems().get(run.about.stack)
    return draw_run(run, path, system.picture if system else draw_windows)
