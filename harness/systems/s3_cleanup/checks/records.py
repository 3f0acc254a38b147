"""What must hold after a run of the S3 cleanup system, whichever scenario drove it."""

from typing import Any, cast

from harness.checks.any_system import every_wait_was_met, nothing_is_left_in_the_queues
from harness.run.timeline import Timeline
from harness.run.verdict import hold, need

THRESHOLD = 20
"""Bytes: the alarm is on this or above."""
REFERENCE_TOTALS = [18, 46, 18, 20, 2]


def totals_follow_the_reference(timeline: Timeline) -> str:
    """The total goes 0, 18, 46, 18, 20, 2."""
    totals = [0, *(change["total_size"] for change in changes_of(timeline))]
    hold(totals == [0, *REFERENCE_TOTALS], f"the totals were {totals}, not {[0, *REFERENCE_TOTALS]}")
    return " -> ".join(str(total) for total in totals)


def history_sums_correctly(timeline: Timeline) -> str:
    """Every record's total is the sum of the deltas up to it, and each change is there once."""
    total = 0
    changes = changes_of(timeline)
    for change in changes:
        total += change["size_delta"]
        hold(change["total_size"] == total, f"{change} should have total {total}")
    seen = [(c["event_type"], c["object_name"]) for c in changes]
    hold(len(seen) == len(set(seen)), f"a change is recorded twice: {seen}")
    return f"{len(changes)} changes"


def history_ends_at_the_true_size(timeline: Timeline) -> str:
    """The last total is what the bucket and ObjectTable really hold."""
    bucket = cast(dict[str, int], need(timeline, "bucket")["objects"])
    table = cast(dict[str, int], need(timeline, "object table")["objects"])
    total = sum(change["size_delta"] for change in changes_of(timeline))
    hold(bucket == table, f"the bucket holds {bucket}, ObjectTable {table}")
    hold(total == sum(bucket.values()), f"the history ends at {total}, the bucket holds {sum(bucket.values())}")
    return f"{total} bytes in {sorted(bucket)}"


def only_the_third_object_remains(timeline: Timeline) -> str:
    """`assignment3.txt` alone is left."""
    objects = need(timeline, "bucket")["objects"]
    hold(objects == {"assignment3.txt": 2}, f"the bucket holds {objects}")
    return "assignment3.txt, 2 bytes"


def cleaner_removed_the_largest(timeline: Timeline) -> str:
    """Each clean-up took the largest object there was."""
    objects: dict[str, int] = {}
    removed = []
    for change in changes_of(timeline):
        name, delta = change["object_name"], change["size_delta"]
        if delta < 0:
            largest = max(objects, key=lambda key: objects[key])
            hold(name == largest, f"{name} was removed while {largest} was larger: {objects}")
            removed.append(name)
            objects.pop(name)
        else:
            objects[name] = objects.get(name, 0) + delta
    hold(bool(removed), "nothing was removed")
    return ", then ".join(removed)


def alarm_fired_on_each_transition(timeline: Timeline) -> str:
    """The alarm went to ALARM and back twice, and invoked the cleaner once each time."""
    facts = need(timeline, "alarm")
    transitions, actions = cast(list[str], facts["transitions"]), cast(int, facts["actions"])
    entered = [t for t in transitions if t.endswith("-> ALARM")]
    hold(len(entered) == 2, f"transitions: {transitions}")
    hold(actions == len(entered), f"{actions} actions for {len(entered)} transitions to ALARM")
    return f"{len(entered)} transitions to ALARM, {actions} actions"


def plot_is_a_picture(timeline: Timeline) -> str:
    """The API answered with a PNG, and the plot bucket holds one."""
    facts = need(timeline, "plot")
    hold(facts["status"] == 200, f"the API answered {facts['status']}")
    hold(facts["content_type"] == "image/png", f"content type {facts['content_type']}")
    hold(bool(facts["is_png"]), "the body is not a PNG")
    hold(bool(facts["stored"]), "the plot bucket holds no PNG")
    return "image/png from the API and in the plot bucket"


def changes_of(timeline: Timeline) -> list[dict[str, Any]]:
    """The rows of HistoryTable as they were read at the end; CannotJudge when they weren't."""
    return cast(list[dict[str, Any]], need(timeline, "history")["changes"])


SOUND_RECORDS_CHECKS = (
    every_wait_was_met,
    history_sums_correctly,
    history_ends_at_the_true_size,
    nothing_is_left_in_the_queues,
)
"""What must hold of the system whatever a scenario does with it."""

S3_CLEANUP_CHECKS = (
    *SOUND_RECORDS_CHECKS,
    totals_follow_the_reference,
    only_the_third_object_remains,
    cleaner_removed_the_largest,
    alarm_fired_on_each_transition,
    plot_is_a_picture,
)
