"""How many batches of a queue an event source mapping works on at a time. Pure.

Lambda developer guide, "Configuring scaling behavior for SQS event source mappings": five batches at first; while
messages are still waiting, up to 300 more a minute, up to `MaximumConcurrency`, or 1,250; back to five when there is
little to do.
"""

AT_FIRST = 5
"""Batches at a time that AWS begins with."""
MORE_PER_S = 300 / 60
AT_MOST = 1250
"""Without `MaximumConcurrency`."""
OF_A_CPU = 3
"""Environments for each CPU, of a mapping without `MaximumConcurrency`: more would wait for each other, and fill the
memory."""


class Scaling:
    """The limit of one mapping; times are seconds on one monotonic clock."""

    def __init__(self, maximum: int | None, cpus: int) -> None:
        self.ceiling = maximum or min(AT_MOST, max(AT_FIRST, OF_A_CPU * cpus))
        self.machine_bound = maximum is None and self.ceiling < AT_MOST
        """Whether it is the machine that sets the ceiling, where AWS would go on."""
        self._more = 0.0
        self._waiting_since_s: float | None = None

    @property
    def limit(self) -> int:
        """How many batches may be under way now."""
        return min(self.ceiling, AT_FIRST + int(self._more))

    @property
    def at_ceiling(self) -> bool:
        """Whether it grows no further."""
        return self.limit == self.ceiling

    def waited(self, now_s: float) -> None:
        """Messages wait although every place is taken: the limit grows for as long as that stays so."""
        if self._waiting_since_s is not None and not self.at_ceiling:
            self._more += (now_s - self._waiting_since_s) * MORE_PER_S
        self._waiting_since_s = now_s

    def quiet(self) -> None:
        """No message waits: the mapping is back at what it began with."""
        self._more, self._waiting_since_s = 0.0, None
