"""The judgement of `delta-metric`: when the alarm on the sum of deltas was wrong, and the one on the total right."""

from harness.checks.windows import Window, window_numbered, windows_of
from harness.run.timeline import Timeline
from harness.run.verdict import hold
from harness.systems.s3_cleanup.checks.records import SOUND_RECORDS_CHECKS, THRESHOLD, changes_of

TOTAL, DELTAS = "maximum", "sum of deltas"
RIGHT_ALARM, DELTA_ALARM = "alarm", "delta alarm"
TWICE, NEXT_WINDOW, HIDDEN = 1, 2, 4


def _values(window: Window) -> tuple[float, float]:
    total, deltas = window.saw[TOTAL], window.saw[DELTAS]
    hold(total is not None and deltas is not None, f"window {window.number} held {window.saw}")
    assert total is not None
    assert deltas is not None
    return total, deltas


def _must_be(window: Window, right: str, misled: str) -> None:
    hold(
        (window.states[RIGHT_ALARM], window.states[DELTA_ALARM]) == (right, misled),
        f"after window {window.number} ({window.saw}) the states were {window.states}, not {right} and {misled}",
    )


def an_event_delivered_twice_made_a_false_alarm(timeline: Timeline) -> str:
    """The total was below the threshold, the sum of deltas wasn't: the delta alarm alone fired."""
    window = window_numbered(timeline, TWICE)
    total, deltas = _values(window)
    hold(total < THRESHOLD <= deltas, f"the total was {total}, the sum of deltas {deltas}: no false alarm to show")
    _must_be(window, "OK", "ALARM")
    return f"window {TWICE}: {total} bytes in the bucket, told twice, made a sum of {deltas} and the delta alarm fired"


def the_history_has_that_event_once(timeline: Timeline) -> str:
    """size-tracking recognised the second delivery: the event is in the history once."""
    created = [
        change for change in changes_of(timeline) if change["object_name"] == "a.txt" and change["size_delta"] > 0
    ]
    again = timeline.named("deliver its event again")
    hold(len(again) == 1, f"the event was delivered again {len(again)} times")
    hold(len(created) == 1, f"the history has the creation of a.txt {len(created)} times")
    return "delivered twice, recorded once: only size-tracking can tell"


def two_windows_hid_the_growth(timeline: Timeline) -> str:
    """The total breached, by growth in two windows; the second one's sum didn't, and the delta alarm was in OK."""
    window = window_numbered(timeline, NEXT_WINDOW)
    total, deltas = _values(window)
    hold(0 < deltas < THRESHOLD <= total, f"the total was {total}, the sum of deltas {deltas}: no silence to show")
    _must_be(window, "ALARM", "OK")
    return f"window {NEXT_WINDOW}: {total} bytes in the bucket, but a sum of {deltas} in this window: no alarm on it"


def a_deletion_hid_the_growth(timeline: Timeline) -> str:
    """The total breached by one window's own upload; a deletion in that window kept its sum below the threshold."""
    window = window_numbered(timeline, HIDDEN)
    total, deltas = _values(window)
    hold(deltas < THRESHOLD <= total, f"the total was {total}, the sum of deltas {deltas}: no silence to show")
    _must_be(window, "ALARM", "OK")
    return f"window {HIDDEN}: an upload made the total {total}, a deletion made the sum {deltas}: no alarm on it"


def the_alarm_on_the_total_was_right_each_time(timeline: Timeline) -> str:
    """After every window it was in ALARM if, and only if, the window's maximum was at or above the threshold."""
    wrong = []
    seen = windows_of(timeline)
    for window in seen:
        total, _ = _values(window)
        if (window.states[RIGHT_ALARM] == "ALARM") != (total >= THRESHOLD):
            wrong.append(f"window {window.number}: maximum {total}, {window.states[RIGHT_ALARM]}")
    hold(not wrong, "; ".join(wrong))
    maxima = [f"{_values(window)[0]:g} {window.states[RIGHT_ALARM]}" for window in seen]
    return ", ".join(maxima)


DELTA_METRIC_CHECKS = (
    an_event_delivered_twice_made_a_false_alarm,
    the_history_has_that_event_once,
    two_windows_hid_the_growth,
    a_deletion_hid_the_growth,
    the_alarm_on_the_total_was_right_each_time,
    *SOUND_RECORDS_CHECKS,
)
