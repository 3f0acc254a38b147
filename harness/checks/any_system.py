"""What must hold after a run of any system with queues, whichever scenario drove it."""

from typing import cast

from harness.run.timeline import Kind, Timeline
from harness.run.verdict import hold, need


def every_wait_was_met(timeline: Timeline) -> str:
    """No wait was given up, and the run came to its end, where the queues are looked at."""
    waits = [entry for entry in timeline if entry.kind is Kind.WAIT]
    given_up = [entry for entry in waits if not entry.facts.get("met")]
    hold(not given_up, "; ".join(f"{e.name}: stuck at {e.facts.get('stuck_at')}" for e in given_up))
    need(timeline, "queues")
    return counted(len(waits), "wait")


def nothing_is_left_in_the_queues(timeline: Timeline) -> str:
    """Every queue and every dead-letter queue is empty."""
    depths = cast(dict[str, int], need(timeline, "queues")["depths"])
    hold(not any(depths.values()), f"messages left: {depths}")
    return f"{counted(len(depths), 'queue')} empty"


def counted(number: int, what: str) -> str:
    """`1 result`, `2 results`."""
    return f"{number} {what}{'s' * (number != 1)}"
