"""Lab: jobs that don't exist, and objects that belong to none.

A user asks for jobs that nobody made: a random id, an id with a slash in it, one of three thousand characters. Then
somebody with credentials of the account, who needs no URL of the API, puts two objects into the uploads bucket: one
with the key of a job that doesn't exist, and one whose key has another shape altogether.

What you will see. `404 Job not found` for each. The first object reaches the worker, which finds no such job and lets
the message go: nothing is made, and nothing ends in the dead-letter queue. The second never gets that far: the
dispatcher takes the job's id from the key, finds none, and says so in its log.

Why doesn't the worker make a job for the object? Only a request makes jobs. An object without a job may be a mistake,
or somebody's attempt to use the pipeline past the API; or the job was removed on purpose, and must not come back.

What to try. Put an object at `elsewhere/cat.jpg`: not even the dispatcher hears of it, because the notification has the
prefix `uploads/`.
"""

from bootstrap.stacks.media_pipeline import DISPATCHER, PROCESSED_BUCKET, QUEUE, UPLOADS_BUCKET
from harness.probes.bucket import BucketProbe
from harness.run.context import RunContext
from harness.run.timeline import Kind
from harness.systems.media_pipeline.answers import observe_api_answer
from harness.systems.media_pipeline.checks.refusals import MEDIA_UNKNOWN_CHECKS
from harness.systems.media_pipeline.driven import MediaSystem
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.system import SYSTEM
from harness.systems.media_pipeline.waits import AttemptsNoted
from harness.waits.conditions import QueuesDrained
from harness.waits.functions import LogTells

UNKNOWN = {
    "a random id": "3f2b8c1e-0000-4000-8000-7d1c5a9e4b60",
    "an id with a slash": "a/b",
    "an id of three thousand characters": "j" * 3000,
}
ORPHAN, ODD = "uploads/no-such-job/cat.jpg", "uploads/readme.txt"


@SYSTEM.scenario(
    "media-unknown-job",
    checks=MEDIA_UNKNOWN_CHECKS,
    unused={
        "dynamodb:PutItem": "nobody asks for an upload",
        "s3:*": "no object belongs to a job: none is read, marked or handed out",
    },
)
def unknown(context: RunContext) -> None:
    """Jobs that don't exist, and objects that belong to none."""
    system = MediaSystem(context)
    for what, job_id in UNKNOWN.items():
        observe_api_answer(context, what, system.user.job(job_id), "GET")
    for key in (ORPHAN, ODD):
        with context.act("put an object past the API", key=key):
            context.clients.s3.put_object(Bucket=UPLOADS_BUCKET, Key=key, Body=photo(1), ContentType="image/jpeg")
    context.wait(AttemptsNoted(system.jobs, 1, ends_only=False))
    context.wait(LogTells(context.clients, DISPATCHER, "skipped a key", '"outcome": "skipped"'))
    context.wait(QueuesDrained(context.clients, (QUEUE,)))
    outcomes = [attempt.outcome for attempt in system.jobs.attempts()]
    context.record(Kind.OBSERVED, "attempts", {"outcomes": list(outcomes)})
    context.observe(
        "made", jobs=len(system.jobs.table()), objects=len(BucketProbe(context.clients, PROCESSED_BUCKET).objects())
    )
    system.observe_queues()
