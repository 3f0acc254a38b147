"""Lab: the same event three times. One result.

S3 promises to notify at least once, SQS to deliver at least once, Lambda to invoke at least once. Twice is within the
promise, and happens. Here it is done on purpose: while an image is on its way, the dispatcher is given its S3 event
once more; when the image is done, once more again, and the queue is sent the dispatcher's message a fourth time.

What you will see. Four messages, one result. The worker's log has one line that ends the job, and three that say
`skipped` and why. The result is the same object as before, down to its time.

Why. Whoever takes up a job says so in its row, with a condition: only if it is still PENDING, or if whoever had it is
known to be dead. Of two workers at once one wins; the other sees that the job is taken, or settled, and lets its
message go. Checking first and writing afterwards would not do: between the two somebody else may do the same.

What to try. `media-worker-crash` is the other side of this: how a job is taken over from a worker that died, by a
message that comes again, without being mistaken for a duplicate.
"""

import json
from typing import Any

from bootstrap.stacks.media_pipeline import DISPATCHER, PROCESSED_BUCKET, QUEUE, UPLOADS_BUCKET
from harness.run.context import RunContext
from harness.run.timeline import Kind
from harness.systems.media_pipeline.checks.duplicate_delivery import MEDIA_DUPLICATE_CHECKS
from harness.systems.media_pipeline.driven import MediaSystem
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.system import SYSTEM
from harness.systems.media_pipeline.waits import AttemptsNoted

FILE = "twice.jpg"
MESSAGES = 4


@SYSTEM.scenario("media-duplicate-delivery", checks=MEDIA_DUPLICATE_CHECKS)
def duplicates(context: RunContext) -> None:
    """One image, its event and its message delivered again and again: one result."""
    system = MediaSystem(context)
    image = photo(7, 1600, 1067)
    ticket = system.upload(FILE, image)
    key = f"uploads/{ticket.job_id}/{FILE}"
    redeliver_event(context, key, "while it is on its way")
    system.await_ends()
    before = result_of(context, key)
    redeliver_event(context, key, "when it is done")
    with context.act("send the message again"):
        url = context.clients.sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
        message = {"jobId": ticket.job_id, "s3Key": key, "bucket": UPLOADS_BUCKET}
        context.clients.sqs.send_message(QueueUrl=url, MessageBody=json.dumps(message))
    context.wait(AttemptsNoted(system.jobs, MESSAGES, ends_only=False))
    system.await_ends()
    attempts = system.jobs.attempts()
    ends = sum(attempt.ends_the_job for attempt in attempts)
    skipped = sum(attempt.outcome.startswith("skipped") for attempt in attempts)
    context.record(
        Kind.OBSERVED,
        "deliveries",
        {
            "messages": len(attempts),
            "ends": ends,
            "skipped": skipped,
            "result_unchanged": result_of(context, key) == before,
        },
        {"outcomes": [attempt.outcome for attempt in attempts]},
    )
    system.observe_jobs()
    system.observe_watermark(FILE, image)
    system.observe_ends()


def redeliver_event(context: RunContext, key: str, when: str) -> None:
    """Give the dispatcher the event of an object's creation, as S3 would if it delivered it twice."""
    record = {"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": UPLOADS_BUCKET}, "object": {"key": key}}}
    with context.act(f"deliver the S3 event again, {when}"):
        context.clients.lambda_.invoke(
            FunctionName=DISPATCHER, InvocationType="Event", Payload=json.dumps({"Records": [record]}).encode()
        )


def result_of(context: RunContext, key: str) -> Any:
    """What tells one writing of the result from another."""
    found = context.clients.s3.head_object(Bucket=PROCESSED_BUCKET, Key=f"processed/{key}")
    return found["ETag"], found["LastModified"]
