"""The windows that a run recorded: what each held, and which states its evaluation led to."""

from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import cast

from harness.run.timeline import Timeline
from harness.run.verdict import CannotJudge


@dataclass(frozen=True)
class Window:
    """One window: values by metric (None where it held no data), states by alarm after it was evaluated."""

    number: int
    saw: dict[str, float | None]
    states: dict[str, str]


def windows_of(timeline: Timeline, before: str = "") -> list[Window]:
    """The windows recorded before the entry of that name, or all of them; CannotJudge when there is none."""
    entries = takewhile(lambda entry: entry.name != before, timeline)
    found = [
        Window(
            cast(int, entry.facts["number"]),
            cast(dict[str, float | None], entry.facts["saw"]),
            cast(dict[str, str], entry.facts["states"]),
        )
        for entry in entries
        if entry.name == "window"
    ]
    if not found:
        raise CannotJudge("the timeline has no window; the run ended before the first was over")
    return found


def window_numbered(timeline: Timeline, number: int) -> Window:
    """The window of that number; CannotJudge when it was not recorded."""
    found = next((window for window in windows_of(timeline) if window.number == number), None)
    if found is None:
        raise CannotJudge(f"window {number} was not recorded; the run ended before it was over")
    return found


def in_words(values: list[float | None]) -> str:
    """`20, then no data 4 times`."""
    runs = [(value, len(list(same))) for value, same in groupby(values)]
    return ", then ".join(
        ("no data" if value is None else f"{value:g}") + (f" {count} times" if count > 1 else "")
        for value, count in runs
    )
