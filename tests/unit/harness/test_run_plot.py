"""Every kind of run has its picture, whatever was recorded."""

from dataclasses import replace
from pathlib import Path
from struct import unpack

import pytest

from harness.plots.layout import lay_out
from harness.plots.run_plot import draw_run
from harness.plots.state_panel import rows_of
from harness.run.store import About, SavedRun
from harness.run.timeline import Entry, Kind, Timeline
from harness.systems.s3_cleanup.picture import TOTAL, draw_totals
from tests.unit.harness.lessons import golden

PERIOD_S = 60


def timed(name: str) -> Timeline:
    """A golden timeline as it may have been saved: windows a period apart, totals where the history has them."""
    now_s, entries = 120.0, []
    for entry in golden(name):
        now_s += PERIOD_S if entry.name == "window" else 0
        at_s = [180.0 + PERIOD_S * n for n, _ in enumerate(entry.facts.get("transitions") or [])]  # type: ignore[arg-type]
        entries.append(replace(entry, cloudwatch_s=now_s, detail={"at_s": at_s}))
        if entry.name == "upload":
            entries.append(Entry(Kind.LIVE, "total", {"bytes": 18}, cloudwatch_s=now_s))
    return Timeline(entries)


def draw(timeline: Timeline, folder: Path) -> tuple[int, int]:
    """Draw it; the width and height of the PNG."""
    about = About("a-scenario", "s3-cleanup", "stepped", PERIOD_S, "000000000000", "now", thresholds=[20.0])
    drawn = draw_run(SavedRun(folder, about, timeline, (), ()), folder / "plot.png", draw_totals).read_bytes()
    assert drawn.startswith(b"\x89PNG")
    width, height = unpack(">II", drawn[16:24])
    return width, height


@pytest.mark.parametrize(
    "name", ["s3-cleanup", "no-rearm", "two-breaching-objects", "delta-metric", "missing-data", "billing-alarms"]
)
def test_a_run_has_its_picture(name: str, tmp_path: Path) -> None:
    assert draw(timed(name), tmp_path) == (1600, 900)


def test_a_run_that_recorded_nothing_has_a_picture_too(tmp_path: Path) -> None:
    assert draw(Timeline(), tmp_path) == (1600, 900)


def test_many_totals_and_long_names_have_a_picture(tmp_path: Path) -> None:
    totals = [Entry(Kind.LIVE, "total", {"bytes": n * 1000 % 7001}, cloudwatch_s=60.0 * (n // 5)) for n in range(60)]
    changes = [{"object_name": "a" * 80, "size_delta": -1}]
    assert draw(Timeline([*totals, Entry(Kind.OBSERVED, "history", {"changes": changes})]), tmp_path) == (1600, 900)


def test_each_series_is_drawn_once() -> None:
    assert [row.label for row in rows_of(lay_out(timed("missing-data"), PERIOD_S, TOTAL))] == [
        "missing", "ignore", "breaching", "notBreaching",
    ]  # fmt: skip
    assert [row.label for row in rows_of(lay_out(timed("delta-metric"), PERIOD_S, TOTAL))] == [
        "maximum", "sum of deltas", "alarm", "delta alarm",
    ]  # fmt: skip
