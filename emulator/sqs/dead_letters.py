"""Which queue can be another one's dead-letter queue.

Developer guide, "Using dead-letter queues": the queue must be there, in the same account and region, and "the
dead-letter queue of a FIFO queue must also be a FIFO queue", as that of a standard queue must be a standard one.
"""

import json
from collections.abc import Callable

from emulator.validation.refusal import Refusal
from emulator.validation.rules.sqs import invalid

FIFO = ".fifo"


def refusal(policy: str, queue_arn: str, exists: Callable[[str], bool]) -> Refusal | None:
    """Why a redrive policy, of the right form, can't be the queue's; `exists` says whether a queue of that name does.

    It is asked about queues of the same account and region only.
    """
    target = str(json.loads(policy)["deadLetterTargetArn"])
    place, _, name = target.rpartition(":")
    if place != queue_arn.rpartition(":")[0] or not exists(name):
        return invalid(policy, "RedrivePolicy", "Dead letter target does not exist.")
    if name.endswith(FIFO) != queue_arn.endswith(FIFO):
        return invalid(policy, "RedrivePolicy", "Dead-letter queue must be same type of queue as the source.")
    return None
