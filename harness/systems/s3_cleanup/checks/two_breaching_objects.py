"""The judgement of `two-breaching-objects`: one removal is not enough, and cleaning until below is."""

from typing import cast

from harness.run.timeline import Timeline
from harness.run.verdict import hold, need
from harness.systems.s3_cleanup.checks.records import (
    SOUND_RECORDS_CHECKS,
    THRESHOLD,
    changes_of,
    cleaner_removed_the_largest,
)
from harness.systems.s3_cleanup.checks.stuck_alarm import STUCK_ALARM_CHECKS

CURED = ["ALARM -> OK", "OK -> ALARM", "ALARM -> OK"]
BY_HAND = "invoke the cleaner by hand"


def one_removal_was_not_enough(timeline: Timeline) -> str:
    """After the alarm's only action the total was at or above the threshold."""
    removed = next((change for change in changes_of(timeline) if change["size_delta"] < 0), None)
    hold(removed is not None, "nothing was removed")
    assert removed is not None
    total = removed["total_size"]
    hold(total >= THRESHOLD, f"{total} bytes were left, below the threshold: one removal was enough")
    return f"{removed['object_name']} was removed, and {total} bytes were left with the threshold at {THRESHOLD}"


def cleaning_until_below_was_enough(timeline: Timeline) -> str:
    """The cleaner was invoked by hand until the total was below the threshold, and not until the bucket was empty."""
    removals = [change["total_size"] for change in changes_of(timeline) if change["size_delta"] < 0]
    rounds = len(timeline.named(BY_HAND))
    hold(rounds > 0, "the cleaner was never invoked by hand")
    left = removals[1 : 1 + rounds]
    hold(bool(left) and left[-1] < THRESHOLD, f"{left} bytes were left after {rounds} rounds")
    hold(all(total >= THRESHOLD for total in left[:-1]), f"it went on below the threshold: {left}")
    hold(left[-1] > 0, "the bucket was emptied")
    return f"{rounds} more removal{'s' * (rounds != 1)} left {left[-1]} bytes, below {THRESHOLD}"


def the_alarm_was_armed_again(timeline: Timeline) -> str:
    """Below the threshold it returned to OK by itself, and the next breach had its own transition and action."""
    facts = need(timeline, "alarm")
    transitions, actions = cast(list[str], facts["transitions"]), facts["actions"]
    hold(transitions[1:] == CURED, f"the transitions after the first were {transitions[1:]}, not {CURED}")
    hold(actions == 2, f"{actions} actions, not 2")
    return f"{', '.join(CURED)}: OK by itself, and the next breach had its transition and its action"


TWO_BREACHING_OBJECTS_CHECKS = (
    one_removal_was_not_enough,
    *STUCK_ALARM_CHECKS,
    cleaning_until_below_was_enough,
    the_alarm_was_armed_again,
    cleaner_removed_the_largest,
    *SOUND_RECORDS_CHECKS,
)
