"""The judgement of `no-rearm`: without a return to OK no second clean-up, and through OK there is one."""

from typing import cast

from harness.run.timeline import Timeline
from harness.run.verdict import hold, need
from harness.systems.s3_cleanup.checks.records import SOUND_RECORDS_CHECKS, changes_of, cleaner_removed_the_largest
from harness.systems.s3_cleanup.checks.stuck_alarm import STUCK, STUCK_ALARM_CHECKS

REARMED = ["ALARM -> OK", "OK -> ALARM", "ALARM -> OK"]


def the_third_file_came_too_early(timeline: Timeline) -> str:
    """The alarm was in ALARM when the third file went up, and the total it made is 20."""
    state = need(timeline, "before the third file")["alarm"]
    hold(state == "ALARM", f"the alarm was {state} when the third file went up: the lesson can't show")
    total = need(timeline, STUCK)["total"]
    hold(total == 20, f"the bucket held {total} bytes, not 20")
    return "the alarm was in ALARM when the third file made the total 20, in the window that held an 18 until then"


def leaving_ALARM_made_it_fire_again(timeline: Timeline) -> str:  # noqa: N802 - a state's name
    """After OK by hand the next breach was a transition, with the second action and the second clean-up."""
    facts = need(timeline, "alarm")
    transitions, actions = cast(list[str], facts["transitions"]), facts["actions"]
    hold(transitions[1:] == REARMED, f"the transitions after the first were {transitions[1:]}, not {REARMED}")
    hold(actions == 2, f"{actions} actions, not 2")
    removed = [change["object_name"] for change in changes_of(timeline) if change["size_delta"] < 0]
    hold(removed == ["assignment2.txt", "assignment1.txt"], f"removed were {removed}")
    return f"{', '.join(REARMED)}: the second transition to ALARM brought the second action, which removed {removed[1]}"


NO_REARM_CHECKS = (
    the_third_file_came_too_early,
    *STUCK_ALARM_CHECKS,
    leaving_ALARM_made_it_fire_again,
    cleaner_removed_the_largest,
    *SOUND_RECORDS_CHECKS,
)
