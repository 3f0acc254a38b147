"""When to look again at what stands, and at what of it: soon after a change, and once more when changes are over. Pure.

A look asks dozens of questions; where many watch, looking all the time would leave little time for what they watch. So
a look reads only the services that were changed since the one before. When all has settled, one look reads every
service once more that was changed since the last such look.
"""

from collections.abc import Mapping

SOONEST_S, LONGEST_S, SHARE = 1.0, 20.0, 16.0
"""Looks take a sixteenth of the time at most, while things change and answers come slowly; and come so often still."""
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
        self._unread: frozenset[str] | None = None
        self._unsettled: frozenset[str] | None = frozenset()

    def tell(self, configured: int, changed_at: Mapping[str, int], now_s: float) -> None:
        """What the feed says now; `changed_at` is by service what it said for `configured` after its latest change."""
        if configured != self.seen:
            changed = frozenset(service for service, at in changed_at.items() if at > self.seen)
            self._unread = _both(self._unread, changed)
            self.seen, self._looks, self._changed_s = configured, 2, now_s

    def forget(self) -> None:
        """Something may have changed unseen: the next look reads everything."""
        self._unread = None

    @property
    def services(self) -> frozenset[str] | None:
        """What the next look has to read; None for everything."""
        return self._unread if self._looks == 2 else _both(self._unread, self._unsettled)

    def is_due(self, now_s: float) -> bool:
        """Whether to look now."""
        settled_s = 0.0 if self._looks == 2 else self._changed_s + SETTLED_S
        return bool(self._looks) and now_s >= max(self._next_s, settled_s)

    def is_unseen(self) -> bool:
        """Whether something was changed since the last look."""
        return self._looked_at != self.seen

    def looked(self, began_s: float, now_s: float) -> None:
        """A look has ended that began then, and read `services`."""
        self._unsettled = _both(self._unsettled, self._unread) if self._looks == 2 else frozenset()
        self._unread = frozenset()
        self._looks = max(0, self._looks - 1)
        self._looked_at = self.seen
        self.missed(began_s, now_s)

    def missed(self, began_s: float, now_s: float) -> None:
        """A look came to nothing: what it listed went away meanwhile."""
        self._next_s = now_s + max(SOONEST_S, min(SHARE * (now_s - began_s), LONGEST_S))


def _both(some: frozenset[str] | None, others: frozenset[str] | None) -> frozenset[str] | None:
    """These and those; everything if one is."""
    return None if some is None or others is None else some | others
