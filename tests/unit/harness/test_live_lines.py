"""A run as a terminal shows it."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bootstrap.packaging.layers import Building
from harness.commands.live import PHASES, LiveView, line_of
from harness.run.timeline import Entry, Fact, Kind
from harness.systems.media_pipeline.lines import LINES
from harness.systems.s3_cleanup.system import SYSTEM

WINDOW: dict[str, Fact] = {
    "number": 2,
    "saw": {"maximum": 20, "sum": None},
    "states": {"alarm": "ALARM", "other": "OK"},
}
HISTORY: dict[str, Fact] = {"transitions": ["OK -> ALARM", "ALARM -> INSUFFICIENT_DATA"], "actions": 1}


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (Entry(Kind.LIVE, "total", {"bytes": 18}), ""),
        (Entry(Kind.ACTION, "upload", {"key": "a", "error": None}), "upload key a"),
        (Entry(Kind.WAIT, "alarm is OK", {"met": True}), "[green]now[/] alarm is OK"),
        (
            Entry(Kind.WAIT, "alarm is OK", {"met": False}, {"diagnosis": "the chain"}),
            "[red]given up[/] alarm is OK\nthe chain",
        ),
        (Entry(Kind.NOTE, "3 resources"), "[dim]3 resources[/]"),
        (Entry(Kind.TOLD, "A false alarm."), "[cyan]A false alarm.[/]"),
        (
            Entry(Kind.OBSERVED, "window", WINDOW),
            "window 2: maximum 20, sum no data → alarm [red]ALARM[/], other [green]OK[/]",
        ),
        (
            Entry(Kind.OBSERVED, "alarm", HISTORY),
            "history of the alarm: [green]OK[/] → [red]ALARM[/], [red]ALARM[/] → [dim]INSUFFICIENT_DATA[/]; 1 action",
        ),
        (
            Entry(Kind.OBSERVED, "alarm", {"alarm": "delta alarm", "transitions": [], "actions": 0}),
            "history of delta alarm: no transition; 0 actions",
        ),
        (Entry(Kind.OBSERVED, "bucket", {"objects": {}}), ""),
    ],
)
def test_an_entry_is_a_line(entry: Entry, line: str) -> None:
    assert line_of(entry) == line


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (Entry(Kind.LIVE, "total", {"bytes": 18}), "[bold]total 18[/]"),
        (Entry(Kind.OBSERVED, "total", {"bytes": 0}), "[bold]total 0[/]"),
        (Entry(Kind.ACTION, "total", {"bytes": 18}), "total bytes 18"),
        (Entry(Kind.OBSERVED, "window", WINDOW), line_of(Entry(Kind.OBSERVED, "window", WINDOW))),
    ],
)
def test_a_system_has_lines_of_its_own_for_what_it_observes(entry: Entry, line: str) -> None:
    assert line_of(entry, {"total": lambda each: f"[bold]total {each.facts['bytes']}[/]"}) == line


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (
            Entry(Kind.OBSERVED, "job", {"file": "a[b].jpg", "status": "FAILED", "error": "torn"}),
            "a\\[b].jpg [red]FAILED[/] torn",
        ),
        (Entry(Kind.OBSERVED, "job", {"file": "a.jpg", "status": "PENDING", "error": None}), "a.jpg [dim]PENDING[/]"),
        (Entry(Kind.OBSERVED, "answer", {"to": "a path", "status": 400, "says": None}), "a path → 400"),
    ],
)
def test_the_media_pipeline_tells_of_jobs_and_answers(entry: Entry, line: str) -> None:
    assert line_of(entry, LINES).rstrip() == line


@pytest.mark.parametrize(
    ("status", "line"),
    [(200, "plot drawn by its function: image/png"), (502, "[red]plot: the API answered 502[/]")],
)
def test_the_plot_has_a_line_of_its_own(status: int, line: str) -> None:
    facts: dict[str, Fact] = {"status": status, "content_type": "image/png", "is_png": True, "stored": True}
    assert line_of(Entry(Kind.OBSERVED, "plot", facts), SYSTEM.lines) == line


def test_a_layer_that_is_built_has_a_line_where_there_is_no_terminal() -> None:
    told = StringIO()
    with LiveView(Console(file=told)) as view:
        view.listener().on_resource(Building(Path("matplotlib.txt")))
        view.listener().on_resource("create AWS::SQS::Queue jobs")
    assert told.getvalue().split("\n")[0] == "building the layer of matplotlib, once"
    assert "AWS::SQS::Queue" not in told.getvalue()


def test_a_fresh_emulator_has_nothing_to_clear_and_is_not_said_to() -> None:
    assert PHASES["leftovers"] == "looking for what an earlier run left"
