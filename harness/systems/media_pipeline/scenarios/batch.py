"""Lab: many images at once. None is lost, none is made twice.

Sixteen users upload at the same time, each one image after the other. For a moment there are more images than workers:
the queue holds them, and Lambda hands them to five workers at a time, up to ten messages each.

What you will see. Every upload ends in exactly one result. S3, SQS and Lambda all deliver at least once, which is to
say: sometimes twice. That nothing is made twice is the worker's doing: a job is taken by a conditional update of its
row, so that of two workers one wins, and the result is written on the condition that there is none yet.

Why is the queue there? Without it S3 would invoke the worker directly, once for each image, all at once: with a
thousand images a thousand workers, or, at the account's limit, throttled events that Lambda retries for six hours and
then drops. The queue takes any burst at once, and the workers take from it what they can.

What to try. `ARGS="--set images=200"` uploads 200. `SCENARIO=media-thousand` is the load the pipeline is made for: a
thousand. `make bench` tells where the time goes.
"""

from harness.run.context import RunContext
from harness.systems.media_pipeline.checks.batch import MEDIA_BATCH_CHECKS
from harness.systems.media_pipeline.driven import MediaSystem
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.system import SYSTEM
from harness.waits.budget import Seconds

PER_IMAGE_S = 0.5
"""What an image may take on a slow and busy machine, on top of the time that a single one has."""
DIFFERENT = 10
"""Pictures that are drawn; with more uploads each is used again."""
COMPARED = 50
"""Results that are downloaded at most, spread over all uploads."""


@SYSTEM.scenario("media-batch", checks=MEDIA_BATCH_CHECKS, parameters={"images": 50})
def batch(context: RunContext) -> None:
    """Fifty images from sixteen users at once; `images` chooses how many."""
    upload_at_once(context, context.parameters["images"])


@SYSTEM.scenario("media-thousand", checks=MEDIA_BATCH_CHECKS, parameters={"images": 1000})
def thousand(context: RunContext) -> None:
    """The reference load: a thousand images at once, none lost, none twice."""
    upload_at_once(context, context.parameters["images"])


def upload_at_once(context: RunContext, count: int) -> None:
    """Upload so many, wait for all, and look at what came of them."""
    system = MediaSystem(context)
    pictures = [photo(number) for number in range(DIFFERENT)]
    images = {f"photo-{number:04d}.jpg": pictures[number % DIFFERENT] for number in range(1, count + 1)}
    system.upload_all(images)
    system.await_ends(Seconds(context.delivery_s + count * PER_IMAGE_S))
    names = list(images)[:: -(-count // COMPARED)]
    system.observe_watermarks({name: images[name] for name in names})
    system.observe_ends()
