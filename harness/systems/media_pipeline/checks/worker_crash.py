"""What must hold when the worker is killed in the middle of an image."""

from harness.run.timeline import Timeline
from harness.run.verdict import hold, need
from harness.systems.media_pipeline.checks.ends import MEDIA_CHECKS


def the_worker_died_in_the_middle(timeline: Timeline) -> str:
    """The job had been taken up, and nothing had come of it."""
    facts = need(timeline, "after the crash")
    hold(facts["status"] == "PROCESSING", f"the job was {facts['status']} after the crash")
    hold(facts["results"] == 0, "there was a result already")
    return "PROCESSING, without a result"


def a_later_delivery_took_over(timeline: Timeline) -> str:
    """What ended the job was not the first delivery of its message."""
    hold(bool(need(timeline, "takeover")["by_a_later_delivery"]), "the first delivery ended the job after all")
    status = need(timeline, "job")["status"]
    hold(status == "COMPLETED", f"the job is {status}")
    return "completed by a later delivery"


MEDIA_CRASH_CHECKS = (*MEDIA_CHECKS, the_worker_died_in_the_middle, a_later_delivery_took_over)
