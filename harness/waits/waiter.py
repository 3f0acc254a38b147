"""The one waiter: looks, lets the clock go on, looks again, and gives up by name."""

from collections.abc import Callable

from bootstrap.errors import HarnessError
from harness.run.clock import Clock, Deadline
from harness.waits.budget import Budget, Seconds, Windows
from harness.waits.condition import Condition, Seen

STALL_S = 60.0
"""Real seconds that a stepped wait for windows may go without the system becoming quiet."""


class WaitGaveUp(HarnessError):
    """A condition was not met within its budget.

    `seen` is the last look. `diagnosis` is the chain with every link's state, filled in by whoever knows the chain.
    """

    def __init__(self, condition: Condition, budget: Budget, seen: Seen, why: str) -> None:
        self.condition, self.budget, self.seen, self.why = condition, budget, seen, why
        self.diagnosis = ""
        super().__init__(str(self))

    def __str__(self) -> str:
        text = f"waited for {self.condition}: {self.why} ({self.budget}); last seen: {self.seen.text}"
        return f"{text}\n{self.diagnosis}" if self.diagnosis else text


def wait_for(condition: Condition, budget: Budget, clock: Clock, look: Callable[[Seen], None] = lambda _: None) -> Seen:
    """Wait until `condition` is met and return what was seen; WaitGaveUp when the budget is spent first.

    A budget in windows lets the clock go on from evaluation to evaluation; one in seconds leaves the windows alone.
    On a stepped clock real time counts from the last window: how long a window is looked at is up to who watches.
    """
    started_s = last_s = clock.now_s()
    deadline = Deadline.after(_guard_s(budget, clock))
    while True:
        seen = condition.evaluate()
        look(seen)
        if seen.met:
            return seen
        if isinstance(budget, Windows):
            now_s = clock.now_s()
            if now_s - started_s > budget.cloudwatch_s:
                raise WaitGaveUp(condition, budget, seen, "its windows passed")
            if now_s != last_s and not clock.real:
                last_s, deadline = now_s, Deadline.after(_guard_s(budget, clock))
        if deadline.passed:
            raise WaitGaveUp(condition, budget, seen, _why(budget, clock))
        if isinstance(budget, Seconds):
            clock.pause(deadline)
        else:
            clock.go_on(deadline)


def _why(budget: Budget, clock: Clock) -> str:
    """A stepped clock goes on once all is quiet: when it didn't, what isn't quiet is the reason."""
    held = isinstance(budget, Windows) and clock.busy
    return f"the windows stood still, for this was not quiet: {'; '.join(clock.busy)}" if held else "its time is up"


def _guard_s(budget: Budget, clock: Clock) -> float:
    """Real seconds after which a wait ends whatever the clock says."""
    if isinstance(budget, Seconds):
        return budget.count
    return budget.cloudwatch_s + STALL_S if clock.real else budget.count * STALL_S
