"""What must hold when a fault outlasts the retries and its message is redriven."""

from harness.run.timeline import Timeline
from harness.run.verdict import hold, need
from harness.systems.media_pipeline.checks.ends import MEDIA_CHECKS

GIVEN_UP = "given up after 3 tries: NoSuchBucket"


def the_message_was_put_aside(timeline: Timeline) -> str:
    """After the last try the job is FAILED with the fault's name, and its message is in the dead-letter queue."""
    facts = need(timeline, "given up")
    hold(facts["status"] == "FAILED", f"the job was {facts['status']}")
    hold(facts["error"] == GIVEN_UP, f"its reason was {facts['error']!r}, not {GIVEN_UP!r}")
    hold(facts["dead_letters"] == 1, f"the dead-letter queue held {facts['dead_letters']} messages")
    hold(facts["results"] == 0, "there was a result nevertheless")
    return GIVEN_UP


def the_redriven_message_had_all_its_tries(timeline: Timeline) -> str:
    """For SQS a redriven message is a new one: its first delivery counts as the first."""
    count = need(timeline, "taken up again")["receive_count"]
    hold(count == 1, f"the try after the redrive was number {count}: the message will be given up too early")
    return "the redriven message began with its first try"


def the_redrive_completed_the_job(timeline: Timeline) -> str:
    """Once the fault is mended, the same message brings the job to its result."""
    status = need(timeline, "job")["status"]
    hold(status == "COMPLETED", f"after the redrive the job is {status}")
    return "COMPLETED after the redrive"


MEDIA_REDRIVE_CHECKS = (
    *MEDIA_CHECKS,
    the_message_was_put_aside,
    the_redriven_message_had_all_its_tries,
    the_redrive_completed_the_job,
)
