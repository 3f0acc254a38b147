"""How long SQS keeps a message, on the account's clock.

CreateQueue in the API reference: MessageRetentionPeriod. Developer guide, "Using dead-letter queues": for standard
queues "the expiration of a message is always based on its original enqueue timestamp", in a dead-letter queue as well;
for FIFO queues it begins anew there.
"""

from dataclasses import dataclass

from emulator.clock import Clock

LOOKS = 100
"""How often a retention period is looked at: a message may be kept longer by a hundredth of it, at most a minute."""
LONGEST_PAUSE_S = 60.0


def is_over(sent_s: float, retention_s: float, clock: Clock) -> bool:
    """Whether a message that was sent at the wall instant `sent_s` has been kept for that long."""
    return clock.now() - clock.at(sent_s) >= retention_s


@dataclass
class Looks:
    """When a queue was looked at last, so that long queues aren't searched again and again."""

    period_s: float = 0.0
    seen_s: float = 0.0

    def is_due(self, retention_s: float, now_s: float) -> bool:
        """Whether it is time to look again; that is noted. Another retention period, or a jump, makes it time."""
        pause_s = min(retention_s / LOOKS, LONGEST_PAUSE_S)
        if retention_s == self.period_s and abs(now_s - self.seen_s) < pause_s:
            return False
        self.period_s, self.seen_s = retention_s, now_s
        return True
