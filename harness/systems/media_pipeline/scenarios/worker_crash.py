"""Lab: the worker dies in the middle of an image. The image is taken over, and is made once.

The worker is given 128 MB instead of 512, and an image of thirteen million pixels, for which it needs twice that. It
takes up the job, begins to decode, and is killed: Lambda ends a function that holds more memory than it has, without
asking. Nothing of the function's own code runs any more, no `except` and no `finally`.

What you will see. The job stays at PROCESSING: its worker is dead, and nobody has noticed. The message is not lost: it
was never deleted, only hidden, and when its visibility timeout is over SQS hands it out again. By then the worker has
its memory back. The second delivery takes the job over and brings it to its end.

Why. A message is deleted after the work, never before; so a worker may die at any moment. How does the second delivery
know that the first is dead, and not merely slow? It is the same message with a higher receive count, and the
visibility timeout is longer than the function may run at all: who had it before can't be running any more. That is why
the timeout must be longer than the function's. Here it is shortened to 5 seconds for the first delivery, so that
nobody has to wait for 300, and is put back before the second.

What to try. Leave the memory at 128 MB: after three deliveries the message is in the dead-letter queue, and the job is
still PROCESSING, because a dead worker writes no reason. Whoever asks for its standing later is told FAILED,
`processing was abandoned`: get-job-status sees that the last try is long over. The memory is measured on Linux only;
elsewhere nobody dies here, and the first wait gives up.
"""

from io import BytesIO

from bootstrap.stacks.media_pipeline import VISIBILITY_S, WORKER, WORKER_MEMORY_MB
from harness.run.context import RunContext
from harness.run.timeline import Kind
from harness.systems.media_pipeline.checks.worker_crash import MEDIA_CRASH_CHECKS
from harness.systems.media_pipeline.driven import MediaSystem
from harness.systems.media_pipeline.faults import set_memory, set_visibility
from harness.systems.media_pipeline.images import landscape
from harness.systems.media_pipeline.system import SYSTEM
from harness.waits.budget import Seconds
from harness.waits.functions import LogTells

FILE, SIZE = "panorama.webp", (4100, 3100)
TOO_LITTLE_MB = 128
HIDDEN_S = 5
KILLED = ("Runtime.OutOfMemory", "signal: killed")
TAKEOVER = Seconds(90)


@SYSTEM.scenario("media-worker-crash", checks=MEDIA_CRASH_CHECKS)
def crash(context: RunContext) -> None:
    """The worker is killed in the middle of an image, and the next delivery takes over."""
    system = MediaSystem(context)
    buffer = BytesIO()
    landscape(6, *SIZE).save(buffer, "WEBP", quality=80, method=0)
    set_visibility(context, HIDDEN_S)
    set_memory(context, TOO_LITTLE_MB)
    system.upload(FILE, buffer.getvalue(), "image/webp")
    context.wait(LogTells(context.clients, WORKER, "was killed", *KILLED))
    context.observe("after the crash", status=system.standing(FILE)["status"], results=len(system.jobs.results()))
    set_visibility(context, VISIBILITY_S)
    set_memory(context, WORKER_MEMORY_MB)
    system.await_ends(TAKEOVER)
    system.observe_jobs()
    system.observe_watermark(FILE, buffer.getvalue())
    system.observe_ends()
    attempts = system.jobs.attempts()
    context.record(
        Kind.OBSERVED,
        "takeover",
        {"by_a_later_delivery": all(attempt.receive_count > 1 for attempt in attempts)},
        {"receive_counts": [attempt.receive_count for attempt in attempts]},
    )
