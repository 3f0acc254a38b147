"""Waiting for AWS to finish what it has begun: a mapping Enabled, a removed resource no longer listed.

What botocore has a waiter for is waited for with that, at this machine's pace: `waited`. The harness's clock and waits
are above this package, so the few other waits inside apply and teardown are made here: ask, and ask again shortly
after, until a deadline. Nothing sleeps a fixed time and hopes.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from bootstrap.errors import HarnessError

if TYPE_CHECKING:
    from botocore.waiter import Waiter

POLL_S, SLOWEST_POLL_S = 0.02, 0.1
"""The first pause, and the longest: each is half as long again, so that a long wait doesn't keep the emulator busy."""
QUICK_POLLS = 5
"""How often a waiter of botocore asks at the first pace."""
T = TypeVar("T")


class Overdue(HarnessError):
    """What was waited for didn't happen before the deadline. The message has what, how long, and what was seen last."""


def until(
    ask: Callable[[], T], done: Callable[[T], bool], what: str, deadline_s: float = 30.0, poll_s: float = POLL_S
) -> T:
    """Ask until `done` accepts the answer, and return that answer; Overdue after `deadline_s` seconds."""
    answer = last(ask, done, deadline_s, poll_s)
    if not done(answer):
        raise Overdue(f"{what}: not within {deadline_s:g} s; last seen: {answer}")
    return answer


def last(ask: Callable[[], T], done: Callable[[T], bool], deadline_s: float, poll_s: float = POLL_S) -> T:
    """Ask until `done` accepts the answer or `deadline_s` seconds are over, and return the last answer either way.

    Always asks at least once, also when the deadline is zero.
    """
    end = time.monotonic() + deadline_s
    while True:
        answer = ask()
        if done(answer) or time.monotonic() >= end:
            return answer
        time.sleep(poll_s)  # noqa: TID251 - a step of a wait with a deadline, below the harness's clock
        poll_s = min(poll_s * 1.5, max(SLOWEST_POLL_S, poll_s))


def waited(waiter: "Waiter", what: str, deadline_s: float = 30.0, **asked: Any) -> None:
    """Let a waiter of botocore wait, for about `deadline_s` seconds; Overdue with the last answer when that is over.

    It asks often at first, and less often when it takes longer. A WaiterError that says that AWS has given up passes
    through.
    """
    from botocore.exceptions import WaiterError

    soon, slowly = (POLL_S, QUICK_POLLS), (SLOWEST_POLL_S, max(1, int(deadline_s / SLOWEST_POLL_S)))
    for delay_s, most in (soon, slowly):
        try:
            return waiter.wait(**asked, WaiterConfig={"Delay": delay_s, "MaxAttempts": most})
        except WaiterError as error:
            if "Max attempts exceeded" not in str(error):
                raise
            last_error = error
    raise Overdue(f"{what}: not within {deadline_s:g} s; last seen: {last_error.last_response}") from last_error
