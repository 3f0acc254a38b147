"""What must be seen of an alarm that stays in ALARM: judgements that two lessons share.

Both let window 1 breach, so that the alarm fires and the cleaner runs once, then pass windows in which the bucket is
at or above the threshold, and record `alarm while stuck` before they cure it.
"""

from typing import cast

from harness.checks.windows import in_words, window_numbered, windows_of
from harness.run.timeline import Timeline
from harness.run.verdict import hold, need
from harness.systems.s3_cleanup.checks.records import THRESHOLD

STUCK = "alarm while stuck"


def the_first_breach_fired(timeline: Timeline) -> str:
    """Window 1 held a breach, and its evaluation led to ALARM."""
    first = window_numbered(timeline, 1)
    peak, state = first.saw["maximum"], first.states["alarm"]
    hold(peak is not None and peak >= THRESHOLD, f"window 1 held {peak}, below the threshold {THRESHOLD}")
    hold(state == "ALARM", f"after window 1 with a maximum of {peak} the alarm was {state}")
    return f"window 1 had a maximum of {peak}: the alarm went to ALARM"


def it_stayed_in_ALARM(timeline: Timeline) -> str:  # noqa: N802 - a state's name
    """Every window after the first ended in ALARM: none held a maximum below the threshold."""
    later = windows_of(timeline, before=STUCK)[1:]
    hold(len(later) >= 3, f"only {len(later)} windows were watched")
    states = [window.states["alarm"] for window in later]
    saw = [window.saw["maximum"] for window in later]
    hold(set(states) == {"ALARM"}, f"the states after windows {later[0].number} to {later[-1].number} were {states}")
    hold(saw[0] is not None, f"window {later[0].number} held no data; it should hold what the first clean-up left")
    below = [value for value in saw if value is not None and value < THRESHOLD]
    hold(not below, f"maxima below the threshold were held: {below}")
    return (
        f"windows {later[0].number} to {later[-1].number} held a maximum of {in_words(saw)}; a breach keeps ALARM, and "
        "with missing data treated as `ignore` so does silence"
    )


def without_a_transition_there_was_no_action(timeline: Timeline) -> str:
    """The alarm's history has one transition to ALARM and none away from it, and one action."""
    facts = need(timeline, STUCK)
    transitions, actions = cast(list[str], facts["transitions"]), facts["actions"]
    hold(
        len(transitions) == 1 and transitions[0].endswith("-> ALARM"),
        f"the history had {transitions}, not one transition to ALARM",
    )
    hold(actions == 1, f"{actions} actions for one transition")
    return f"the alarm's history has {transitions[0]} and no second transition, so no second action: 1 in all"


def the_total_stayed_too_high(timeline: Timeline) -> str:
    """At the end of all those windows the bucket still held as much as the first clean-up or a later file had left."""
    total = cast(int, need(timeline, STUCK)["total"])
    hold(total >= THRESHOLD, f"the bucket held {total} bytes, below the threshold {THRESHOLD}")
    last = windows_of(timeline, before=STUCK)[-1].number
    return f"{total} bytes after window {last}, threshold {THRESHOLD}: the second clean-up never happened"


STUCK_ALARM_CHECKS = (
    the_first_breach_fired,
    it_stayed_in_ALARM,
    without_a_transition_there_was_no_action,
    the_total_stayed_too_high,
)
