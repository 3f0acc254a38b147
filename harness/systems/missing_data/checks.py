"""The judgement of `missing-data`: AWS's published table, cell by cell.

Source: CloudWatch user guide, "How alarm state is evaluated when data is missing", the table for 3 of 3.
"""

from typing import cast

from harness.checks.windows import Window, windows_of
from harness.run.timeline import Timeline
from harness.run.verdict import Check, hold, need

SETTINGS = ("missing", "ignore", "breaching", "notBreaching")
THRESHOLD = 20
RETAINED = "retained"
NO_DATA = "INSUFFICIENT_DATA"
PUBLISHED = {
    "O-X-X": ("OK", "OK", "OK", "OK"),
    "O----": ("OK", "OK", "OK", "OK"),
    "-----": (NO_DATA, RETAINED, "ALARM", "OK"),
    "OXX-X": ("ALARM", "ALARM", "ALARM", "ALARM"),
    "--X--": ("ALARM", RETAINED, "ALARM", "OK"),
}
"""States in the order of `SETTINGS`, by the five windows that were looked at: fine, X breaching, - without data."""
PERIODS, RANGE = 3, 5


def ranges_of(windows: list[Window]) -> list[str]:
    """What an evaluation looked at after each window: that one and the four before it, oldest on the left."""
    marks = "-" * (RANGE - 1) + "".join(_mark(window) for window in windows)
    return [marks[at : at + RANGE] for at in range(len(windows))]


def _mark(window: Window) -> str:
    level = window.saw["level"]
    return "-" if level is None else "X" if level >= THRESHOLD else "O"


def the_alarms_differ_in_one_setting_only(timeline: Timeline) -> str:
    """Same metric, statistic, threshold, periods; TreatMissingData is each of the four values once."""
    settings = cast(dict[str, dict[str, object]], need(timeline, "settings"))
    treated = [rule["TreatMissingData"] for rule in settings.values()]
    hold(sorted(map(str, treated)) == sorted(SETTINGS), f"missing data is treated as {treated}")
    rules = [{name: value for name, value in rule.items() if name != "TreatMissingData"} for rule in settings.values()]
    hold(all(rule == rules[0] for rule in rules), f"the alarms differ in more than that: {settings}")
    return f"{len(rules)} alarms, each {rules[0]}"


def every_published_row_was_seen(timeline: Timeline) -> str:
    """Each row of AWS's table was what an evaluation looked at."""
    seen = ranges_of(windows_of(timeline))
    unseen = [row for row in PUBLISHED if row not in seen]
    hold(not unseen, f"never looked at: {unseen}")
    return ", ".join(f"{row} after window {seen.index(row) + 1}" for row in PUBLISHED)


def _row_holds(row: str) -> Check:
    def check(timeline: Timeline) -> str:
        windows = windows_of(timeline)
        told = []
        for at, (window, looked_at) in enumerate(zip(windows, ranges_of(windows), strict=True)):
            if looked_at != row:
                continue
            before = windows[at - 1].states if at else dict.fromkeys(SETTINGS, NO_DATA)
            for setting, published in zip(SETTINGS, PUBLISHED[row], strict=True):
                expected = before[setting] if published == RETAINED else published
                state = window.states[setting]
                hold(state == expected, f"window {window.number}: {setting} was {state}, AWS publishes {expected}")
            told.append(f"window {window.number}")
        hold(bool(told), f"{row} was never looked at")
        cells = [f"{setting} {state}" for setting, state in zip(SETTINGS, PUBLISHED[row], strict=True)]
        return f"{', '.join(cells)} ({', '.join(told)})"

    check.__name__ = f"{row} is as AWS publishes"
    check.__doc__ = f"Whenever {row} was looked at, the four states were those of AWS's table."
    return check


def with_enough_data_the_setting_does_not_matter(timeline: Timeline) -> str:
    """Whenever three of the five windows held data, the four alarms agreed."""
    windows = windows_of(timeline)
    enough = [w for w, r in zip(windows, ranges_of(windows), strict=True) if RANGE - r.count("-") >= PERIODS]
    hold(bool(enough), "no evaluation had three datapoints to look at")
    apart = [f"window {window.number}: {window.states}" for window in enough if len(set(window.states.values())) > 1]
    hold(not apart, "; ".join(apart))
    return f"in {len(enough)} of {len(windows)} windows three real datapoints decided, and the four alarms agreed"


def with_too_little_data_it_does(timeline: Timeline) -> str:
    """Some window without enough data gave three different states."""
    windows = windows_of(timeline)
    widest = max(reversed(windows), key=lambda window: len(set(window.states.values())))
    hold(len(set(widest.states.values())) == 3, f"the most different states were {widest.states}")
    return f"after window {widest.number}: " + ", ".join(f"{name} {state}" for name, state in widest.states.items())


MISSING_DATA_CHECKS = (
    the_alarms_differ_in_one_setting_only,
    every_published_row_was_seen,
    *(_row_holds(row) for row in PUBLISHED),
    with_enough_data_the_setting_does_not_matter,
    with_too_little_data_it_does,
)
