"""A run as a terminal shows it."""

import pytest

from harness.commands.live import line_of
from harness.run.timeline import Entry, Fact, Kind

WINDOW: dict[str, Fact] = {
    "number": 2,
    "saw": {"maximum": 20, "sum": None},
    "states": {"alarm": "ALARM", "other": "OK"},
}
HISTORY: dict[str, Fact] = {"transitions": ["OK -> ALARM", "ALARM -> INSUFFICIENT_DATA"], "actions": 1}


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (Entry(Kind.LIVE, "total", {"bytes": 18}), "[bold]total 18[/]"),
        (Entry(Kind.ACTION, "upload", {"key": "a", "error": None}), "upload key a"),
        (Entry(Kind.WAIT, "alarm is OK", {"met": True}), "[green]met[/] alarm is OK"),
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
