"""One try to serve one message: take the job, make the result, settle the job.

Returning means that the message may be deleted: the job is settled, or another message will see to it. Raising means
that it must come again; after the last try SQS moves it to the dead-letter queue, and the job is `FAILED`.
"""

from collections.abc import Callable

from media_worker.delivery import Delivery
from media_worker.jobs import Jobs, Standing
from media_worker.objects import Objects
from media_worker.picture import Result
from media_worker.unprocessable import Unprocessable

Draw = Callable[[bytes], Result]
"""An image file → the watermarked one; raises Unprocessable."""


class StillBusy(Exception):
    """Another try of the same message has the job; should it die, this message is needed again."""


def attempt(delivery: Delivery, jobs: Jobs, objects: Objects, draw: Draw, lease_s: float) -> str:
    """Serve the delivery; what came of it, in a few words. Raises whatever a retry may cure."""
    held = jobs.take(delivery, lease_s)
    if held is Standing.BUSY:
        raise StillBusy(held.value)
    if held is not Standing.MINE:
        return f"skipped: {held.value}"
    try:
        return carry_out(delivery, jobs, objects, draw)
    except Exception as fault:
        give_way(delivery, jobs, fault)
        raise


def carry_out(delivery: Delivery, jobs: Jobs, objects: Objects, draw: Draw) -> str:
    """Make the result and settle the job, which this attempt has."""
    try:
        url = objects.store(delivery, draw(objects.fetch(delivery)))
    except Unprocessable as reason:
        if jobs.fail(delivery, str(reason), retries_spent=False) is Standing.BUSY:
            raise StillBusy(Standing.BUSY.value) from None
        return f"FAILED: {reason}"
    jobs.complete(delivery, url)
    return "COMPLETED"


def give_way(delivery: Delivery, jobs: Jobs, fault: Exception) -> None:
    """Leave the job to the next try, or mark it `FAILED` when there is none; a fault of this is the lesser one."""
    try:
        if delivery.last_try:
            jobs.fail(delivery, f"given up after {delivery.receive_count} tries: {word(fault)}", retries_spent=True)
        else:
            jobs.release(delivery)
    except Exception as lesser:
        fault.add_note(f"and the job was not marked: {lesser!r}; its lease will run out")


def word(fault: Exception) -> str:
    """What failed in AWS's own word, without the names of roles that AWS's message may carry."""
    response = getattr(fault, "response", {})
    return str(response.get("Error", {}).get("Code") or type(fault).__name__)
