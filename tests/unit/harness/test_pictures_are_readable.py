"""Every picture of the harness can be read: contrast, room between texts, thresholds as ticks, one word for a state."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from bootstrap.stacks import STACKS, StackOptions
from harness.cost.report import report
from harness.cost.standing import standing
from harness.plots.cost_plot import BY_RUNS, BY_STANDING, draw_report
from harness.plots.durations import period_in_words, time_in_words
from harness.plots.permissions_plot import COLOURS, Row, draw_rows
from harness.plots.run_plot import Picture, figure_of
from harness.plots.ticks import ticks_with
from harness.plots.windows import draw_windows
from harness.run.store import About, SavedRun
from harness.run.timeline import Entry, Kind, Timeline
from harness.systems.billing.picture import draw_charges
from harness.systems.media_pipeline.plots.journey_panel import STAGE_COLOURS
from harness.systems.media_pipeline.plots.picture import draw_media
from harness.systems.missing_data.picture import MEANINGS, draw_settings
from harness.systems.s3_cleanup.picture import draw_totals
from pricing.price_table import FreeTier, PriceTable
from pricing.usage import Item, Usage
from tests.pictures import beyond, contrast_of, overlaps, pale, texts_of
from tests.unit.harness.lessons import golden
from tests.unit.harness.test_media_plot import answer, ends, row

AREA = 3.0
"""The contrast that what is no text needs (WCAG 2.2, 1.4.11)."""
MINUTE_S, SIX_HOURS_S = 60, 21_600
USED = ((Item.SNS_REQUESTS, "t", 10**6), (Item.ALARMS, "own", 1))


def timed(name: str, period_s: int) -> Timeline:
    """A golden timeline as it may have been saved: windows a period apart, and transitions where windows end."""
    now_s, entries = 2.0 * period_s, []
    for entry in golden(name):
        now_s += period_s if entry.name == "window" else 0
        count = len(entry.facts.get("transitions") or [])  # type: ignore[arg-type]
        at_s = [period_s * (3.0 + 2 * n) for n in range(count)]
        entries.append(replace(entry, cloudwatch_s=now_s, detail={"at_s": at_s}))
    return Timeline(entries)


def totals() -> Timeline:
    """The reference run: its totals in their windows, and the alarm's states."""
    entries = [
        Entry(Kind.OBSERVED, "total", {"bytes": size}, cloudwatch_s=60.0 * window)
        for size, window in ((0, 0), (18, 0), (46, 0), (18, 1), (20, 2), (2, 3))
    ]
    removed = [{"object_name": f"assignment{n}.txt", "size_delta": -1} for n in (2, 1)]
    entries.append(Entry(Kind.OBSERVED, "history", {"changes": removed}))
    states = ["INSUFFICIENT_DATA -> ALARM", "ALARM -> OK", "OK -> ALARM", "ALARM -> OK"]
    entries.append(Entry(Kind.OBSERVED, "alarm", {"transitions": states}, {"at_s": [60.0, 120.0, 180.0, 240.0]}))
    return Timeline(entries)


def run_figure(picture: Picture, timeline: Timeline, period_s: int, thresholds: list[float]) -> Callable[[], Figure]:
    about = About("a-scenario", "a-stack", "stepped", period_s, "000000000000", "now", thresholds=thresholds)
    return cache(lambda: figure_of(lambda figure: picture(figure, SavedRun(Path(), about, timeline, (), ()))))


def cost_figure(*used: tuple[Item, str, int]) -> Callable[[], Figure]:
    idle = standing(STACKS["s3-cleanup"](StackOptions()))
    made = report("s3-cleanup", idle, Usage.of(used), "a-run", 1, "us-east-1", FreeTier.OFF, PriceTable.read())
    return cache(lambda: figure_of(lambda figure: draw_report(figure, made)))


def permissions_figure() -> Callable[[], Figure]:
    """Every verdict once in each of so many roles that they don't all fit, with names as long as they come."""
    rows = [Row("a-role-with-a-long-name", "")]
    rows += [Row(f"dynamodb: {'BatchGetItem, ' * 9}on table/t", word, 12345, "y" * 99) for word in COLOURS]
    return lambda: figure_of(lambda figure: draw_rows(figure, rows * 6, "run of a scenario, IAM in mode observe"))


images = [row(number, "the image is truncated or damaged" if number % 2 else None) for number in range(9)]
REFERENCE = run_figure(draw_totals, totals(), MINUTE_S, [20.0])
MISSING_DATA = run_figure(draw_settings, timed("missing-data", MINUTE_S), MINUTE_S, [20.0])
BILLING = run_figure(draw_charges, timed("billing-alarms", SIX_HOURS_S), SIX_HOURS_S, [5.0, 25.0, 50.0])
FIGURES = {
    "reference": REFERENCE,
    "missing-data": MISSING_DATA,
    "billing": BILLING,
    "delta-metric": run_figure(draw_totals, timed("delta-metric", MINUTE_S), MINUTE_S, [20.0]),
    "any system": run_figure(draw_windows, timed("missing-data", MINUTE_S), MINUTE_S, [20.0]),
    "nothing": run_figure(draw_windows, Timeline(), MINUTE_S, []),
    "lanes": run_figure(draw_media, Timeline([ends(*images)]), MINUTE_S, []),
    "curves": run_figure(draw_media, Timeline([ends(*(row(n) for n in range(60)))]), MINUTE_S, []),
    "answers": run_figure(
        draw_media, Timeline([answer(f"request {n}", 403, "no: " + "x" * 80) for n in range(9)]), MINUTE_S, []
    ),
    "cost": cost_figure(*((item, "it", 1000) for item in Item)),
    "idle cost": cost_figure(),
    "permissions": permissions_figure(),
}
each_figure = pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)


@each_figure
def test_text_stands_out_from_what_is_behind_it(figure: Callable[[], Figure]) -> None:
    assert pale(figure()) == {}


@each_figure
def test_no_text_covers_another_or_leaves_the_picture(figure: Callable[[], Figure]) -> None:
    drawn = figure()
    assert (overlaps(drawn), beyond(drawn)) == ([], [])


@pytest.mark.parametrize(
    ("figure", "ticks"),
    [(REFERENCE, {"20"}), (MISSING_DATA, {"20"}), (BILLING, {"$5", "$25", "$50"})],
    ids=["reference", "missing-data", "billing"],
)
def test_thresholds_are_ticks(figure: Callable[[], Figure], ticks: set[str]) -> None:
    above = figure().axes[0]
    assert ticks <= {label.get_text() for label in above.get_yticklabels()}


def test_ticks_keep_apart_from_thresholds() -> None:
    assert ticks_with([20], 0, 55) == [0, 10, 20, 30, 40, 50]
    assert 20.0 not in ticks_with([21], 0, 55)
    assert ticks_with([], -3, 3)[0] < 0
    assert 90.0 not in ticks_with([90], 0, 55)


def test_a_state_has_one_word_and_its_signs_are_explained() -> None:
    words = [text.get_text() for text in texts_of(MISSING_DATA())]
    assert not [word for word in words if "insufficient data" in word or "no data" in word]
    key = next(word for word in words if word.startswith("CloudWatch's time"))
    for sign, meaning in (("?", "INSUFFICIENT_DATA"), ("–", "a window without a datapoint")):
        assert (sign in words) == (f"{sign} is {meaning}" in key)


def test_a_state_is_told_by_more_than_its_colour() -> None:
    spans = {str(patch.get_label()): patch.get_hatch() for patch in REFERENCE().axes[1].patches}
    assert set(spans) == {"ALARM", "OK", "INSUFFICIENT_DATA"}
    assert len(set(spans.values())) == len(spans)


def test_the_rows_of_missing_data_say_what_silence_leads_to() -> None:
    rows = [label.get_text() for label in MISSING_DATA().axes[1].get_yticklabels()]
    assert rows == [f"{setting}\nsilence: {meaning}" for setting, meaning in MEANINGS.items()]


def test_billing_is_in_dollars_and_its_times_in_one_unit() -> None:
    drawn = BILLING()
    assert all(label.get_text().startswith("$") for label in drawn.axes[0].get_yticklabels())
    words = " ".join(text.get_text() for text in texts_of(drawn))
    assert "$51.75" in words
    assert "6 h" in words
    assert "21600" not in words
    assert "USD" not in words


@pytest.mark.parametrize(
    ("used", "entries"),
    [((), [BY_STANDING]), (USED[:1], [BY_STANDING, BY_RUNS])],
    ids=["idle", "run"],
)
def test_a_legend_names_bars_that_there_are(used: tuple[tuple[Item, str, int], ...], entries: list[str]) -> None:
    legend = cost_figure(*used)().axes[0].get_legend()
    assert legend
    assert [text.get_text() for text in legend.get_texts()] == entries


def test_the_legend_of_images_names_ends_that_there_are() -> None:
    legend = run_figure(draw_media, Timeline([ends(row(0))]), MINUTE_S, [])().axes[0].get_legend()
    assert legend
    assert [text.get_text() for text in legend.get_texts()][-1] == "completed"
    assert "failed" not in [text.get_text() for text in legend.get_texts()]


def test_times_are_written_in_the_unit_of_their_windows() -> None:
    assert [period_in_words(period_s) for period_s in (10, 60, 300, 3600, 21_600)] == [
        "10 s", "60 s", "300 s", "1 h", "6 h",
    ]  # fmt: skip
    assert time_in_words(21_600, 21_600) == "6 h"
    assert time_in_words(90, 60) == "1.5 min"


@pytest.mark.parametrize("stage", STAGE_COLOURS)
def test_an_area_stands_out_from_the_paper(stage: str) -> None:
    colour, white = (np.array(to_rgb(each)) for each in (STAGE_COLOURS[stage], "white"))
    assert contrast_of(colour, white) >= AREA
