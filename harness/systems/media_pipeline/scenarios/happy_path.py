"""Lab: an image goes through the media pipeline, and comes out with a watermark.

A user asks the HTTP API for an upload, is given a job and a URL, and PUTs a JPEG to that URL: it goes to S3
directly, past the API and its functions, which have limits of 6 and 10 MB. S3 invokes the dispatcher, the dispatcher
sends a message to the queue, Lambda hands the message to the worker, and the worker draws “© Amodhbh Media” into the
bottom-right corner and writes the result to another bucket. Meanwhile the user asks for the job's standing until it is
COMPLETED, and is then given a URL for the result.

What you will see. The job is PENDING before the image is there: it was made by the request, not by the image. When it
has ended, the result differs from what was uploaded at the bottom right and nowhere else. The run's folder has both:
before.jpg and after.jpg.

Why so many parts? The URL keeps large bodies away from functions. The queue holds messages while the worker is slow,
or broken; it gives each several tries, and puts aside what can't be done. The dispatcher is between S3 and the queue
because the message is the pipeline's own: S3 could notify the queue itself, and the worker would have to know the form
of S3's events. The table is what lets somebody ask how a job stands without knowing any of this.

What to try. Look into `logs/worker-lambda.log` in the run's folder: one line for each message, with what came of it.
`make apply STACK=media-pipeline` leaves the pipeline standing and prints the address of a page: upload a picture of
your own.
"""

from harness.run.context import RunContext
from harness.systems.media_pipeline.checks.happy_path import MEDIA_HAPPY_CHECKS
from harness.systems.media_pipeline.driven import MediaSystem
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.system import SYSTEM

FILE = "landscape.jpg"
SIZE = (1600, 1067)


@SYSTEM.scenario(
    "media-pipeline",
    checks=MEDIA_HAPPY_CHECKS,
    artefacts=("before.jpg", "after.jpg"),
)
def one_image(context: RunContext) -> None:
    """One image from the request for an upload to the download of the result."""
    system = MediaSystem(context)
    image = photo(4, *SIZE)
    context.artefacts["before.jpg"] = image
    ticket = system.request_upload(FILE)
    context.observe("before the image", status=system.user.standing(ticket.job_id)["status"])
    system.put(ticket, image)
    system.await_ends()
    system.observe_jobs()
    context.artefacts["after.jpg"] = system.observe_watermark(FILE, image)
    system.observe_ends()
