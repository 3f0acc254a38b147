"""What must hold when an image's event is delivered more than once."""

from harness.run.timeline import Timeline
from harness.run.verdict import hold, need
from harness.systems.media_pipeline.checks.ends import MEDIA_CHECKS


def one_message_of_four_made_the_result(timeline: Timeline) -> str:
    """Four messages reached the worker; one ended the job, the others were let go."""
    facts = need(timeline, "deliveries")
    counts = (facts["messages"], facts["ends"], facts["skipped"])
    hold(counts == (4, 1, 3), f"of {counts[0]} messages {counts[1]} ended the job and {counts[2]} were skipped")
    return "4 messages, 1 end, 3 skipped"


def the_result_was_written_once(timeline: Timeline) -> str:
    """The duplicates that came when the job was done left its result alone."""
    hold(bool(need(timeline, "deliveries")["result_unchanged"]), "the result was written again")
    return "the same object, down to its time"


MEDIA_DUPLICATE_CHECKS = (*MEDIA_CHECKS, one_message_of_four_made_the_result, the_result_was_written_once)
