"""How fast the environments of one function version become more. Pure.

In AWS an invocation that finds every environment busy has a new one begun, on a machine that has room for it. Here all
share a few processors: many that begin at once begin slowly, while those that are there become free. So an invocation
waits for one of these as long as a beginning takes, and in each such time the environments at most double. While more
threads want to run than there are processors, one more would only wait its turn too: then it waits longer.
"""

from math import inf

UNKNOWN_S = 0.1
"""What a beginning is taken to last until one was seen."""
LEAST_S, MOST_S = 0.02, 0.25
"""The shortest time between two steps, and the longest: what takes longer to begin is begun then."""
LONGEST_WAIT_S = 0.5
"""Who has waited for so long has one begun, however many others have."""


class Growth:
    """Of one version. Times are seconds on one monotonic clock."""

    def __init__(self) -> None:
        self._beginning_s = UNKNOWN_S
        self._step_s, self._left = -inf, 0

    def began(self, took_s: float) -> None:
        """A beginning has taken so long."""
        self._beginning_s = min(max(took_s, LEAST_S), MOST_S)

    def wait_s(self, there: int, since_s: float, now_s: float, *, is_busy: bool) -> float:
        """How long an invocation that has waited since then goes on to wait; 0: one is begun for it, now.

        `there` are the environments that work or begin; `is_busy` says so of the machine, which may change any time.
        """
        if not there or (left_s := since_s + LONGEST_WAIT_S - now_s) <= 0:
            return 0.0
        pace_s = MOST_S if is_busy else self._beginning_s
        if (alone_s := since_s + pace_s - now_s) > 0:
            return min(alone_s, self._beginning_s)
        if (step_s := self._step_s + pace_s - now_s) <= 0:
            self._step_s, self._left = now_s, there
        elif not self._left:
            return min(step_s, self._beginning_s, left_s)
        self._left -= 1
        return 0.0
