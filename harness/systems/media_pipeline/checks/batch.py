"""What must hold when many images are uploaded at once."""

from harness.run.timeline import Timeline
from harness.run.verdict import hold, need
from harness.systems.media_pipeline.checks.ends import MEDIA_CHECKS, rows_of


def none_is_lost(timeline: Timeline) -> str:
    """As many images have a result as were uploaded."""
    uploaded = need(timeline, "upload images")["count"]
    completed = sum(row["status"] == "COMPLETED" and row["results"] == 1 for row in rows_of(timeline))
    hold(completed == uploaded, f"{uploaded} were uploaded, {completed} have their result")
    return f"{completed} of {uploaded} have their result"


def none_is_made_twice(timeline: Timeline) -> str:
    """The worker ended no job more than once."""
    twice = [row["file"] for row in rows_of(timeline) if row["settled"] > 1 or row["results"] > 1]
    hold(not twice, f"made twice: {', '.join(twice[:5])}")
    return "every image was made once"


MEDIA_BATCH_CHECKS = (*MEDIA_CHECKS, none_is_lost, none_is_made_twice)
