"""Lab: an upload URL takes what it was signed for, and nothing else.

A user is given a URL for `landscape.jpg` and tries to do other things with it: to PUT a text, or a PNG; to PUT to
another key, or for longer than it was signed for; to read the object, or to delete it; and to guess a signature.

What you will see. 403 `SignatureDoesNotMatch` for each, from S3 itself: no function is asked. The job stays PENDING.
Then the same URL is used for what it is for, and the image goes through as if nothing had happened.

Why. The signature is made of everything that was agreed: method, bucket and key, expiry, and the headers that are named
in `X-Amz-SignedHeaders`, the content type among them. S3 makes it once more from what really comes. Whoever changes one
letter would have to sign again, and lacks the secret for that: the function has it, and gave only a signature away.

What to try. A URL can be used more than once until it expires, by anybody who has it: PUT another JPEG to it. The
worker has made its result by then, and lets the second one go. Whether the *content* is a JPEG nobody checks before
the worker does: `media-poison-image`.
"""

from harness.probes.http import HttpAnswer, http_send
from harness.run.context import RunContext
from harness.systems.media_pipeline.answers import observe_answer
from harness.systems.media_pipeline.checks.refusals import MEDIA_SIGNATURE_CHECKS
from harness.systems.media_pipeline.driven import MediaSystem
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.system import SYSTEM
from harness.systems.media_pipeline.user import JPEG

FILE = "landscape.jpg"


@SYSTEM.scenario("media-wrong-content-type", checks=MEDIA_SIGNATURE_CHECKS)
def wrong_content_type(context: RunContext) -> None:
    """A URL that is used for other things than it was signed for, and then for what it is for."""
    system = MediaSystem(context)
    image = photo(2, 640, 427)
    ticket = system.request_upload(FILE)
    url = ticket.upload_url
    signature = url.partition("X-Amz-Signature=")[2][:64]
    for what, (method, changed, content_type) in {
        "a text": ("PUT", url, "text/plain"),
        "a PNG": ("PUT", url, "image/png"),
        "another key": ("PUT", url.replace(FILE, "other.jpg"), JPEG),
        "a longer time": ("PUT", url.replace("X-Amz-Expires=300", "X-Amz-Expires=3000"), JPEG),
        "a guessed signature": ("PUT", url.replace(signature, signature[::-1]), JPEG),
        "reading it": ("GET", url, ""),
        "deleting it": ("DELETE", url, ""),
    }.items():
        observe_answer(context, what, attempt(method, changed, image, content_type))
    context.observe("meanwhile", status=system.user.standing(ticket.job_id)["status"])
    system.put(ticket, image)
    system.await_ends()
    system.observe_jobs()
    system.observe_watermark(FILE, image)
    system.observe_ends()


def attempt(method: str, url: str, image: bytes, content_type: str) -> HttpAnswer:
    """One request; only a PUT has a body."""
    headers = {"Content-Type": content_type} if content_type else {}
    return http_send(method, url, image if method == "PUT" else None, headers)
