"""Lab: an upload URL that is too old.

The API's URLs are good for 300 seconds, by the clock of the wall. Nobody wants to watch that, and the function's
secret isn't ours to sign an older one with. So this lab signs URLs of its own, as any client with credentials of the
account can: for the same key, the same content type and 300 seconds, but dated in the past. One is dated 240 seconds
ago: a minute is left. One is dated 301 seconds ago.

What you will see. The old one is refused: 403, `AccessDenied: Request has expired`. It comes first, so that nothing
can have used it up. The other is taken, and the image goes through. Both were made by the same few lines and
differ in their date alone; and a signature that doesn't match is told differently (`media-wrong-content-type`). So it
was the time, and nothing else, that the first was refused for.

Why do URLs expire? Whoever has a URL needs nothing else: it is a key that opens one door. It may be in a browser's
history, in a log, in a chat. An expiry of five minutes is time for an upload to begin, and little time for misuse.

What to try. Ask for a URL with `curl -X POST` and look at it: `X-Amz-Date`, `X-Amz-Expires=300`, and the temporary
credentials of the function's role in `X-Amz-Security-Token`. When those credentials end, the URL ends with them, even
before its own time.
"""

from bootstrap.stacks.media_pipeline import UPLOADS_BUCKET
from harness.probes.http import http_send
from harness.run.context import RunContext
from harness.systems.media_pipeline.answers import observe_answer
from harness.systems.media_pipeline.checks.refusals import MEDIA_EXPIRY_CHECKS
from harness.systems.media_pipeline.driven import MediaSystem
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.signing import signed_put
from harness.systems.media_pipeline.system import SYSTEM
from harness.systems.media_pipeline.user import JPEG, Ticket

FILE = "landscape.jpg"
GOOD_FOR_S = 300


@SYSTEM.scenario(
    "media-expired-url",
    checks=MEDIA_EXPIRY_CHECKS,
    unused={"s3:PutObject": "the URLs that are used are signed by the user of the account, not by the function"},
)
def expired(context: RunContext) -> None:
    """A URL that is one second too old, and one that has a minute left."""
    system = MediaSystem(context)
    image = photo(9, 640, 427)
    own = system.request_upload(FILE)
    key = f"uploads/{own.job_id}/{FILE}"
    old, young = (signed_put(context.clients, UPLOADS_BUCKET, key, JPEG, GOOD_FOR_S, age_s) for age_s in (301, 240))
    observe_answer(context, "a URL of 301 seconds ago", http_send("PUT", old, image, {"Content-Type": JPEG}))
    context.observe("meanwhile", status=system.user.standing(own.job_id)["status"])
    system.put(Ticket(FILE, own.job_id, young, own.expires_in_s), image)
    system.await_ends()
    system.observe_jobs()
    system.observe_watermark(FILE, image)
    system.observe_ends()
