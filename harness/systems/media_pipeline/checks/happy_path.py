"""What must hold when one image is uploaded and nothing goes wrong."""

from harness.run.timeline import Timeline
from harness.run.verdict import hold, need
from harness.systems.media_pipeline.checks.ends import MEDIA_CHECKS


def the_url_takes_a_jpeg_for_five_minutes(timeline: Timeline) -> str:
    """What the API says of the URL, and what is signed in it."""
    facts = need(timeline, "request upload")
    hold(facts["expires_in_s"] == 300, f"expiresIn is {facts['expires_in_s']}")
    hold(facts["signed_for_s"] == 300, f"the URL is signed for {facts['signed_for_s']} s")
    hold(bool(facts["content_type_is_signed"]), "the URL takes any content type")
    return "300 s, content type signed"


def the_job_waits_for_its_image(timeline: Timeline) -> str:
    """A job without its image is PENDING; with it, it is COMPLETED in the end."""
    before, after = need(timeline, "before the image")["status"], need(timeline, "job")["status"]
    hold((before, after) == ("PENDING", "COMPLETED"), f"{before} before the image, {after} in the end")
    return "PENDING, then COMPLETED"


def the_result_is_a_marked_jpeg(timeline: Timeline) -> str:
    """The result is a JPEG, with the watermark."""
    facts = need(timeline, "result")
    hold(facts["content_type"] == "image/jpeg", f"the result is {facts['content_type']}")
    hold(bool(facts["watermark"]), "the result has no watermark")
    return "image/jpeg with the watermark"


MEDIA_HAPPY_CHECKS = (
    *MEDIA_CHECKS,
    the_url_takes_a_jpeg_for_five_minutes,
    the_job_waits_for_its_image,
    the_result_is_a_marked_jpeg,
)
