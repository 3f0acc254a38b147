"""Waiting in tests: for a condition or for a function's answer, in seconds or in an alarm's windows."""

from collections.abc import Callable
from dataclasses import dataclass

from harness.run.context import RunContext
from harness.waits.budget import Seconds
from harness.waits.condition import Condition, Seen
from harness.waits.predicate import Predicate
from harness.waits.waiter import WaitGaveUp


@dataclass(frozen=True)
class Wait:
    """Waits on a context. WaitGaveUp names the link of the stack's chain that is stuck."""

    context: RunContext

    def __call__(
        self,
        condition: Condition | Callable[[], object],
        text: str = "",
        *,
        seconds: float | None = None,
        windows: int | None = None,
    ) -> Seen:
        """Wait until the condition is met, or until the function answers with something true; `text` says what for.

        With `windows` the clock goes on from evaluation to evaluation, so many of the alarm's periods at most; without,
        queues and functions get `seconds` of real time (default 30).
        """
        if windows is not None and seconds is not None:
            raise ValueError("give seconds or windows, not both")
        awaited = condition if isinstance(condition, Condition) else Predicate(text or _name_of(condition), condition)
        budget = None if seconds is None else Seconds(seconds)
        __tracebackhide__ = True
        try:
            return self.context.wait(awaited, budget if windows is None else self.context.windows(windows))
        except WaitGaveUp as gave_up:
            # The diagnosis is what helps; where in the harness it was raised is noise in the report of a test.
            raise gave_up.with_traceback(None) from None


def _name_of(function: Callable[[], object]) -> str:
    return str(getattr(function, "__name__", function)).replace("_", " ")
