"""Lab: a fault that outlasts the retries. The message is put aside, and brought back when the fault is mended.

Somebody deploys the worker with the name of a bucket that doesn't exist. An image is uploaded. The worker draws its
watermark and can't write the result.

What you will see. The worker tries three times, with the queue's visibility timeout between the tries (3 seconds here
instead of 300). Then SQS moves the message to the dead-letter queue, and the job is FAILED: `given up after 3 tries:
NoSuchBucket`. The variable is mended, and the dead-letter queue is redriven: SQS moves its messages back to where they
came from (`StartMessageMoveTask`). They are new messages then, with tries of their own: the worker takes the job up as
if for the first time, and it is COMPLETED.

Why. A broken image fails at once and for good (`media-poison-image`). A fault is another matter: a retry may cure it,
so the worker reports the message as failed and SQS brings it again. After `maxReceiveCount` deliveries nobody believes
in the cure any more, and the message would only keep others waiting. It is not thrown away: the dead-letter queue keeps
it for 14 days, for somebody to look at. For its user the job has failed, with the reason; but unlike a job with a
broken image it may be taken up again, because nothing is wrong with its image.

Why not `maxReceiveCount` 1? A delivery may be spent without any fault of the message, when Lambda is throttled or a
batch is interrupted. AWS advises against it.

What to try. Redrive without mending the variable: after three more tries the message is back in the dead-letter queue.
An alarm on `ApproximateNumberOfMessagesVisible` of the dead-letter queue is what tells somebody to look.
"""

from bootstrap.stacks.media_pipeline import DEAD_LETTER_QUEUE, PROCESSED_BUCKET, VISIBILITY_S
from harness.probes.queue import depth
from harness.run.context import RunContext
from harness.systems.media_pipeline.checks.dlq_redrive import MEDIA_REDRIVE_CHECKS
from harness.systems.media_pipeline.driven import MediaSystem
from harness.systems.media_pipeline.faults import set_variable, set_visibility
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.system import SYSTEM
from harness.systems.media_pipeline.waits import AttemptsNoted
from harness.waits.budget import Seconds
from harness.waits.conditions import QueueHolds

FILE = "landscape.jpg"
NO_BUCKET = "amodhbh-media-procesed"
TRIES, BETWEEN_TRIES_S = 3, 3
RETRIES = Seconds(90)


@SYSTEM.scenario(
    "media-dlq-redrive",
    checks=MEDIA_REDRIVE_CHECKS,
    denied={"s3:PutObject": "the bucket that somebody misspelt is in no policy"},
)
def redrive(context: RunContext) -> None:
    """A fault fills the dead-letter queue; it is mended, and the message is brought back."""
    system = MediaSystem(context)
    image = photo(8, 640, 427)
    set_visibility(context, BETWEEN_TRIES_S)
    set_variable(context, "PROCESSED_BUCKET", NO_BUCKET)
    system.upload(FILE, image)
    context.wait(QueueHolds(context.clients, DEAD_LETTER_QUEUE, 1), RETRIES)
    context.wait(AttemptsNoted(system.jobs, TRIES, ends_only=False))
    job = system.standing(FILE)
    context.observe(
        "given up",
        status=job["status"],
        error=job.get("errorMessage"),
        dead_letters=depth(context.clients, DEAD_LETTER_QUEUE).total,
        results=len(system.jobs.results()),
    )
    set_visibility(context, VISIBILITY_S)
    set_variable(context, "PROCESSED_BUCKET", PROCESSED_BUCKET)
    with context.act("redrive the dead-letter queue"):
        source = f"arn:aws:sqs:{context.clients.region}:{context.clients.account_id}:{DEAD_LETTER_QUEUE}"
        context.clients.sqs.start_message_move_task(SourceArn=source)
    context.wait(QueueHolds(context.clients, DEAD_LETTER_QUEUE, 0))
    context.wait(AttemptsNoted(system.jobs, 1), RETRIES)
    last = system.jobs.attempts()[-1]
    context.observe("taken up again", receive_count=last.receive_count)
    system.await_ends()
    system.observe_jobs()
    system.observe_watermark(FILE, image)
    system.observe_ends()
