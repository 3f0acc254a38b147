"""Lab: images that can't be processed. Each fails once, says why, and holds up nobody else.

A user uploads what isn't an image at all, an empty file, a JPEG that breaks off, one that is too small for the
watermark, and one that claims to be larger than any memory. Between them are two good ones.

What you will see. The bad ones end FAILED, each with a reason that its user can understand. The good ones are
COMPLETED as if nothing had happened. The dead-letter queue is empty.

Why is it empty? A retry cures a fault: a network that was away, a table that was throttled. It never cures a broken
image. So the worker answers for it at once: it writes the reason into the job, and the message is done with. Only what
a retry may cure is retried, and only what no retry cured goes to the dead-letter queue, where somebody has to look at
it. `media-dlq-redrive` shows that side. And in a batch of ten messages, one that fails must not fail the nine others:
the worker reports the failed ones alone (`ReportBatchItemFailures`).

What to try. The image with the impossible size has a few hundred bytes; a decoder that believes its header would ask
for 2.7 GB. Look for the limit in `lambdas/media_pipeline/packages/media_worker/reading.py`, and try a size below it.
"""

from io import BytesIO

from PIL import Image

from harness.run.context import RunContext
from harness.systems.media_pipeline.checks.poison_image import MEDIA_POISON_CHECKS
from harness.systems.media_pipeline.driven import MediaSystem
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.system import SYSTEM

JPEG_SIZE_MARKER = b"\xff\xc0\x00\x11\x08"
"""Start of a baseline JPEG's frame header; height and width follow, two bytes each."""


@SYSTEM.scenario("media-poison-image", checks=MEDIA_POISON_CHECKS)
def poison(context: RunContext) -> None:
    """Five images that can't be processed, and two that can."""
    system = MediaSystem(context)
    images = {
        "empty.jpg": b"",
        "good-1.jpg": photo(1),
        "impossible.jpg": claiming(30_000, 30_000),
        "letter.jpg": b"Dear Sir or Madam, this is not an image.\n" * 40,
        "stamp.jpg": photo(3, 16, 16),
        "torn.jpg": photo(2)[:2000],
        "good-2.jpg": photo(5),
    }
    for filename, image in images.items():
        system.upload(filename, image)
    system.await_ends()
    system.observe_jobs()
    system.observe_watermarks({name: images[name] for name in images if name.startswith("good")})
    system.observe_ends()


def claiming(width: int, height: int) -> bytes:
    """A tiny JPEG whose header claims this size."""
    buffer = BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "JPEG")
    data = buffer.getvalue()
    at = data.index(JPEG_SIZE_MARKER) + len(JPEG_SIZE_MARKER)
    return data[:at] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + data[at + 4 :]
