"""Each function of the system at work while a permission is missing, and what somebody sees who looks at the system."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count

from bootstrap.stacks.s3_cleanup import BUCKET, CLEANER, DRIVER, LOGGING, PLOTTING, TRACKING
from harness.breaks.grants import Grant
from harness.probes.function_logs import FunctionLogs
from harness.probes.http import http_get
from harness.probes.invocation import invoke
from harness.run.clock import utc_now
from harness.run.context import RunContext
from harness.run.permission_watch import denials
from harness.systems.s3_cleanup.history import History
from harness.waits.condition import Condition, Seen
from harness.waits.conditions import Done

ALL_IS_WELL = "all is well"
NO_LOG = "all is well, but a log is missing"
TRACKING_ROLE, LOGGING_ROLE = f"{TRACKING}-role", f"{LOGGING}-role"


@dataclass(frozen=True)
class Met(Condition):
    """What a function says has come about; the words are for whoever waits in vain."""

    words: str
    is_so: Callable[[], bool] = field(repr=False)

    def evaluate(self) -> Seen:
        """Ask it."""
        met = self.is_so()
        return Seen(met, self.words if met else f"not yet: {self.words}")

    def __str__(self) -> str:
        return self.words


class Drives:
    """What is done with each function when a statement of its role is missing; `__call__` chooses by the role."""

    def __init__(self, context: RunContext) -> None:
        self._context, self._clients = context, context.clients
        self._history = History(context.clients, BUCKET)
        self._numbers = count(1)
        self._by_role: Mapping[str, Callable[[str], str]] = {
            TRACKING_ROLE: self.event, LOGGING_ROLE: self.event, f"{CLEANER}-role": self.alarm,
            f"{PLOTTING}-role": self.plot, f"{DRIVER}-role": self.driver,
        }  # fmt: skip

    def __call__(self, grant: Grant) -> str:
        """What is seen without the statement."""
        return self._by_role[grant.role](grant.role)

    def event(self, _: str = "") -> str:
        """One object is uploaded; its event goes to size-tracking and to logging."""
        key = f"object-{next(self._numbers)}.txt"
        self._clients.s3.put_object(Bucket=BUCKET, Key=key, Body=b"1")
        self._await(
            "both functions have dealt with the event, or were denied something",
            lambda: (
                (self._tells(TRACKING, key) or bool(denials(self._clients, TRACKING_ROLE)))
                and (self._tells(LOGGING, key) or bool(denials(self._clients, LOGGING_ROLE)))
            ),
        )
        total = any(change.object_name == key for change in self._history.changes())
        seen = {
            "the total doesn't change": not total,
            "no log line tells the total": total and not self._tells(TRACKING, key),
            "no log line tells the event": not self._tells(LOGGING, key),
        }
        return ", ".join(words for words, so in seen.items() if so) or ALL_IS_WELL

    def alarm(self, role: str) -> str:
        """An object is uploaded; the alarm's action comes, and comes once more."""
        self.event()
        before = self._lines(CLEANER)
        action = {"alarmData": {"state": {"value": "ALARM", "timestamp": utc_now().isoformat()}}}
        first = invoke(self._clients, CLEANER, action)
        if first.error:
            return "nothing is removed"
        gone = first.payload["removed"]
        self._await(
            f"the total without {gone}",
            lambda: any(each.object_name == gone and each.size_delta < 0 for each in self._history.changes()),
        )
        if invoke(self._clients, CLEANER, action).error:
            return "an object is removed, and the repeated action fails"
        return self._logged(CLEANER, role, before)

    def plot(self, role: str) -> str:
        """Somebody asks the API for the plot."""
        before = self._lines(PLOTTING)
        answer = http_get(self._context.outputs["plot_url"])
        return f"the API answers {answer.status}" if answer.status != 200 else self._logged(PLOTTING, role, before)

    def driver(self, role: str) -> str:
        """The driver is invoked: on an empty system it begins, on any other it refuses at once."""
        before = self._lines(DRIVER)
        with ThreadPoolExecutor(1, thread_name_prefix="driver") as pool:
            driving = pool.submit(invoke, self._clients, DRIVER, {})
            self._context.sit_out(Done("driver function", driving), self._context.windows(4))
        if denials(self._clients, role):
            return "the driver fails"
        return self._logged(DRIVER, role, before)

    def _logged(self, function: str, role: str, before: int) -> str:
        """Whether what the function wrote comes to its log."""
        self._await(
            f"{function} is logged, or was denied something",
            lambda: self._lines(function) > before or bool(denials(self._clients, role)),
        )
        return NO_LOG if denials(self._clients, role) else ALL_IS_WELL

    def _await(self, words: str, is_so: Callable[[], bool]) -> None:
        self._context.sit_out(Met(words, is_so))

    def _tells(self, function: str, key: str) -> bool:
        return any(key in text for _, text in FunctionLogs(self._clients, function).lines())

    def _lines(self, function: str) -> int:
        return len(FunctionLogs(self._clients, function).lines())
