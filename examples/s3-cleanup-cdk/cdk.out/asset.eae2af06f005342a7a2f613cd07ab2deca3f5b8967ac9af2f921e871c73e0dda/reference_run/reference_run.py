"""The reference timeline, step by step.

Alarms act on transitions, and are evaluated over windows. Hence the waits: start with a metric window, so that both
first uploads fall into one; upload the third object only when the alarm has left ALARM, or it would make no new
transition and the second clean-up would never come.
"""

from typing import Any

from json_lines import Emit
from reference_run.contents import ASSIGNMENT1, ASSIGNMENT2, ASSIGNMENT3, CONTENTS
from reference_run.waiting import Sight, StepError, Waiting
from reference_run.world import World
from size_tables.history import BEFORE_ALL

EVENT_S = 60.0
"""An S3 event's way to the history: through SNS, SQS and size-tracking."""
ALARM_PERIODS = 6
"""Periods within which an alarm has seen a change: its window ends, is evaluated, and late data may cost more."""
PNG = b"\x89PNG\r\n\x1a\n"
Account = dict[str, Any]


class ReferenceRun:
    """One run. `run` drives it to its end and returns the account; StepError names the step that failed."""

    def __init__(self, world: World, waiting: Waiting, period_s: int, emit: Emit) -> None:
        self._world = world
        self._waiting = waiting
        self._period_s = period_s
        self._emit = emit
        self._before = BEFORE_ALL
        self._totals = [0]
        self._steps: list[Account] = []

    def run(self) -> Account:
        """Drive the whole timeline."""
        self._begin()
        self._align()
        self._upload(ASSIGNMENT1)
        self._upload(ASSIGNMENT2)
        self._await_removal(ASSIGNMENT2)
        self._await_quiet_alarm("before the third upload")
        self._upload(ASSIGNMENT3)
        self._await_removal(ASSIGNMENT1)
        return {
            "totals": self._totals,
            "steps": self._steps,
            "objects": self._world.objects(),
            "plot": self._plot(),
        }

    @property
    def _alarm_budget_s(self) -> float:
        return ALARM_PERIODS * self._period_s + EVENT_S

    def _begin(self) -> None:
        """Refuse to start on anything but an empty system."""
        objects, total = self._world.objects(), self._world.total()
        if objects or total:
            raise StepError(
                f"start: the bucket must be empty and the total 0; the objects are {objects}, the total is {total}; "
                "delete the objects and wait until their events are recorded"
            )
        self._before = max((r.event_key for r in self._world.history(BEFORE_ALL)), default=BEFORE_ALL)
        self._note("empty")
        self._await_quiet_alarm("at the start")

    def _align(self) -> None:
        """Wait for the begin of a metric window, by CloudWatch's own time: this function's clock may differ."""
        first = self._world.alarm().cloudwatch_s
        if first % self._period_s <= self._period_s / 10:
            return
        start = (first // self._period_s + 1) * self._period_s

        def look() -> Sight:
            now = self._world.alarm().cloudwatch_s
            return Sight(now >= start, f"CloudWatch's time is {start - now:.0f} s before the window")

        self._waiting.until("start of a metric window", 2 * self._period_s + EVENT_S, look)

    def _upload(self, name: str) -> None:
        self._world.upload(name, CONTENTS[name])
        self._await_total(f"{name} uploaded", self._totals[-1] + len(CONTENTS[name]))

    def _await_removal(self, name: str) -> None:
        def look() -> Sight:
            objects = self._world.objects()
            return Sight(name not in objects, f"objects {objects}, alarm {self._world.alarm().state}")

        self._waiting.until(f"cleaner removes {name}", self._alarm_budget_s, look)
        self._await_total(f"{name} removed by the cleaner", self._totals[-1] - len(CONTENTS[name]))

    def _await_quiet_alarm(self, when: str) -> None:
        """Any state but ALARM will do: from OK as from INSUFFICIENT_DATA, the next breach is a transition."""

        def look() -> Sight:
            state = self._world.alarm().state
            return Sight(state != "ALARM", f"alarm {state}")

        self._waiting.until(f"alarm out of ALARM {when}", self._alarm_budget_s, look)

    def _await_total(self, step: str, total: int) -> None:
        """Wait until the history, from this run's start on, shows the totals expected so far, and nothing else."""
        expected = [*self._totals[1:], total]

        def look() -> Sight:
            shown = [record.total_size for record in self._world.history(self._before)]
            if shown != expected[: len(shown)]:
                raise StepError(f"{step}: the history shows the totals {shown}, expected {expected}; does another run?")
            return Sight(shown == expected, f"the history shows the totals {shown}, expected {expected}")

        self._waiting.until(step, EVENT_S, look)
        self._totals.append(total)
        self._note(step)

    def _note(self, step: str) -> None:
        self._steps.append({"step": step, "total": self._totals[-1]})
        self._emit("step_reached", step=step, total=self._totals[-1])

    def _plot(self) -> Account:
        picture = self._world.picture(max(1.0, min(EVENT_S, self._waiting.remaining_s() - 1)))
        if picture.status != 200 or not picture.body.startswith(PNG):
            raise StepError(
                f"plot: the API answered {picture.status} {picture.content_type}, {len(picture.body)} bytes "
                f"that begin with {picture.body[:80]!r}; expected 200 and a PNG"
            )
        return {"status": picture.status, "content_type": picture.content_type, "bytes": len(picture.body)}
