"""Messages in flight don't come back for the time in which the emulator was suspended.

A message's visibility time-out is a time on the wall. Who was suspended for longer, or had a function that was, can't
have deleted what it received; the message would be handed out again although its work was done, and after some such
pauses it would be a dead letter.
"""

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

from emulator.attention import Pulse
from emulator.localstack.seams import replaces

LOG = logging.getLogger(__name__)
EVERY_S = 0.5

pulse = Pulse(EVERY_S)


@replaces(
    "services.sqs.models:SqsQueue.requeue_inflight_messages",
    at="sqs",
    why="Messages in flight stay so for as long as the emulator was suspended; who takes messages back beats first.",
)
def attentive(original: Callable[..., None]) -> Callable[[Any], None]:
    """Begin to beat, now that SQS is loaded; LocalStack's function, after a beat."""
    pulse.beat(lambda _: None)
    Thread(target=_beat, name="pulse", daemon=True).start()

    def requeue(self: Any) -> None:
        if self.inflight:
            pulse.beat(prolong)
        original(self)

    return requeue


def _beat() -> None:
    never = Event()
    while not never.wait(EVERY_S):
        pulse.beat(prolong)


def prolong(lost_s: float) -> None:
    """Move the visibility time-out of every message in flight on by the time that was lost."""
    from localstack.services.sqs.models import sqs_stores

    LOG.warning("nothing ran here for %.1f s: messages in flight stay so for as much longer", lost_s)
    for _, _, store in sqs_stores.iter_stores():
        for queue in list(store.queues.values()):
            for message in list(queue.inflight):
                if message.visibility_deadline is not None:
                    message.visibility_deadline += lost_s
