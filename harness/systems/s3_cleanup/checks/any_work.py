"""What must hold of the S3 cleanup system after any work, under any faults."""

from typing import Any, cast

from harness.checks.any_system import nothing_is_left_in_the_queues
from harness.run.timeline import Timeline
from harness.run.verdict import hold, need
from harness.systems.s3_cleanup.checks.records import changes_of, history_ends_at_the_true_size


def the_bucket_is_as_it_was_left(timeline: Timeline) -> str:
    """The bucket holds what was put and neither deleted nor removed by the cleaner, and nothing else."""
    model, bucket = need(timeline, "model"), need(timeline, "bucket")
    hold(model["objects"] == bucket["objects"], f"it should hold {model['objects']}, it holds {bucket['objects']}")
    hold(not model["strays"], f"objects that had gone came back: {model['strays']}")
    return f"{len(cast(dict[str, int], bucket['objects']))} objects"


def every_record_adds_up(timeline: Timeline) -> str:
    """Every record's total is the sum of the deltas up to it, and none is below zero."""
    total = 0
    changes = changes_of(timeline)
    for change in changes:
        total += change["size_delta"]
        hold(change["total_size"] == total, f"{change} should have total {total}")
        hold(total >= 0, f"{change} makes the total {total}")
    return f"{len(changes)} changes"


def each_change_is_recorded_once(timeline: Timeline) -> str:
    """No event of S3 is in the history twice."""
    distinct, changes = need(timeline, "history")["distinct_events"], len(changes_of(timeline))
    hold(distinct == changes, f"{changes} records are of {distinct} events")
    return f"{changes} events"


def the_metric_was_told_the_last_total(timeline: Timeline) -> str:
    """The last total that the log has, from which the metric comes, is the total there is."""
    changes, told = changes_of(timeline), need(timeline, "told")["last_total"]
    last = changes[-1]["total_size"] if changes else None
    hold(told == last, f"the log's last total is {told}, the history's {last}")
    return f"{told} bytes"


def every_event_is_logged(timeline: Timeline) -> str:
    """The logging function wrote a line for each event, at least once."""
    logged, changes = need(timeline, "logged")["events"], len(changes_of(timeline))
    hold(logged == changes, f"{logged} events are logged, {changes} are in the history")
    return f"{logged} events"


def each_transition_was_acted_on(timeline: Timeline) -> str:
    """Each transition to ALARM had its action at least once."""
    entered, actions, _ = _alarm(timeline)
    hold(actions >= entered, f"{actions} actions for {entered} transitions to ALARM")
    return f"{entered} transitions, {actions} actions"


def each_transition_removed_one_at_most(timeline: Timeline) -> str:
    """The cleaner removed no more objects than there were transitions to ALARM."""
    entered, _, removed = _alarm(timeline)
    hold(removed <= entered, f"{removed} objects were removed for {entered} transitions to ALARM")
    return f"{removed} objects for {entered} transitions"


def _alarm(timeline: Timeline) -> tuple[int, int, int]:
    alarm, model = need(timeline, "alarm"), need(timeline, "model")
    entered = [one for one in cast(list[Any], alarm["transitions"]) if one.endswith("-> ALARM")]
    return len(entered), cast(int, alarm["actions"]), cast(int, model["removed_by_the_cleaner"])


ANY_WORK_CHECKS = (
    the_bucket_is_as_it_was_left,
    history_ends_at_the_true_size,
    every_record_adds_up,
    each_change_is_recorded_once,
    the_metric_was_told_the_last_total,
    every_event_is_logged,
    each_transition_was_acted_on,
    each_transition_removed_one_at_most,
    nothing_is_left_in_the_queues,
)
