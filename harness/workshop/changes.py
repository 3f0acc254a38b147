"""When to look again at what stands: soon after it was changed, and once more when changes are over. Pure.

A look asks dozens of questions; where many watch, looking all the time would leave little time for what they watch.
"""

SOONEST_S, LONGEST_S, SHARE = 1.0, 6.0, 8.0
"""Looks take an eighth of the time at most, while things change and answers come slowly; and come so often still."""
SETTLED_S = 3.0
"""What was changed may take so long until it shows: an event source mapping is created first, and enabled then."""


class Changes:
    """What is known of the changes of one account. Times are any clock's that goes on evenly."""

    def __init__(self) -> None:
        self.seen = 0
        """How often what stands had been changed, as the feed last told."""
        self._looks = 2
        self._looked_at = 0
        self._changed_s = self._next_s = 0.0

    def tell(self, configured: int, now_s: float) -> None:
        """What the feed says now."""
        if configured != self.seen:
            self.seen, self._looks, self._changed_s = configured, 2, now_s

    def is_due(self, now_s: float) -> bool:
        """Whether to look now."""
        settled_s = 0.0 if self._looks == 2 else self._changed_s + SETTLED_S
        return bool(self._looks) and now_s >= max(self._next_s, settled_s)

    def is_unseen(self) -> bool:
        """Whether something was changed since the last look."""
        return self._looked_at != self.seen

    def looked(self, began_s: float, now_s: float) -> None:
        """A look has ended that began then."""
        self._looks = max(0, self._looks - 1)
        self._looked_at = self.seen
        self.missed(began_s, now_s)

    def missed(self, began_s: float, now_s: float) -> None:
        """A look came to nothing: what it listed went away meanwhile."""
        self._next_s = now_s + max(SOONEST_S, min(SHARE * (now_s - began_s), LONGEST_S))
