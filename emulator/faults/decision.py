"""Whether a fault happens: a pure function of the seed, the kind, the place, what it is, and how often that was there.

Nothing of time or threads goes into it. The count of occurrences is the only state.
"""

from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from threading import Lock

from emulator.faults.profile import FaultKey, Profile

MOST_IN_A_ROW = 2
"""So often the same thing is met by faults of one family one after the other: whoever tries again gets through."""


def draw(seed: int, kind: str, place: str, what: str, n: int, purpose: str = "") -> float:
    """A number from 0 up to 1, the same for the same arguments on every machine."""
    text = "\x1f".join((str(seed), kind, place, what, str(n), purpose))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) / 2**64


class Decisions:
    """The decisions of one account under one profile. Safe to use from any thread."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._lock = Lock()
        self._seen: Counter[tuple[str, str, str]] = Counter()
        self._in_a_row: Counter[tuple[str, str, str]] = Counter()

    def decide(self, kinds: Iterable[str], place: str, what: str, spared: bool = False) -> FaultKey | None:
        """The fault that meets `what` this time, or none; the first of `kinds` that is drawn.

        `kinds` are the faults that this thing can meet, always given in full: what one family of faults has seen
        counts apart from all others. What is `spared` counts as having come along.
        """
        kinds = tuple(kinds)
        thing = (kinds[0], place, what)
        with self._lock:
            self._seen[thing] += 1
            n = self._seen[thing]
            found = (
                None
                if spared
                else next((key for kind in kinds if self._hits(key := FaultKey(kind, place, what, n))), None)
            )
            if self.profile.only is None and found is not None and self._in_a_row[thing] >= MOST_IN_A_ROW:
                found = None
            self._in_a_row[thing] = self._in_a_row[thing] + 1 if found else 0
            return found

    def late_s(self, fault: FaultKey) -> float:
        """How late a late thing is, in whole seconds from 1 up to the profile's longest."""
        return float(1 + int(self.part(fault, "late") * max(0.0, self.profile.late_s - 1)))

    def part(self, fault: FaultKey, purpose: str) -> float:
        """Another number from 0 up to 1 for the same fault: how, where there are several ways."""
        return draw(self.profile.seed, *fault, purpose)

    def _hits(self, key: FaultKey) -> bool:
        if self.profile.only is not None:
            return key in self.profile.only
        return draw(self.profile.seed, *key) < self.profile.rates.get(key.kind, 0.0)
