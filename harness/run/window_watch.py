"""Watching alarms over their windows: what each window held, the state that followed, and what the history says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from harness.probes.alarm import AlarmProbe
from harness.probes.metric import MetricProbe
from harness.run.context import RunContext
from harness.run.timeline import Entry, Fact, Kind
from harness.waits.conditions import WindowStarts

EVALUATED_SHARE = 0.5
"""On the wall's clock an evaluation runs a moment after its window's end: it is given half of the next window. On the
stepped one it has run when time moves on."""


@dataclass
class WindowWatch:
    """Lets windows pass one at a time and records what the metrics held in each and which states followed.

    Windows are counted from the one in which it is made, as 1. `metrics` and `alarms` are under the names that a
    reader sees.
    """

    context: RunContext
    metrics: Mapping[str, MetricProbe]
    alarms: Mapping[str, AlarmProbe]
    first_s: float = field(init=False)

    def __post_init__(self) -> None:
        self.first_s = self._window_start_s()

    @classmethod
    def from_a_fresh_window(
        cls, context: RunContext, metrics: Mapping[str, MetricProbe], alarms: Mapping[str, AlarmProbe]
    ) -> Self:
        """Wait until a window starts, so that all of it is still to come, and watch from there."""
        context.wait(WindowStarts(context.clock.now_s, context.period_s), context.windows(2))
        return cls(context, metrics, alarms)

    def pass_one(self) -> Entry:
        """Wait until the window that runs is over and evaluated; record it as a `window` entry."""
        context, start_s = self.context, self._window_start_s()
        settled_s = EVALUATED_SHARE * context.period_s if context.clock.real else 0
        context.sit_out(WindowStarts(context.clock.now_s, context.period_s, settled_s), context.windows(2))
        saw: Fact = {name: plain(metric.value(start_s, context.period_s)) for name, metric in self.metrics.items()}
        states: Fact = {name: alarm.state() for name, alarm in self.alarms.items()}
        number = round((start_s - self.first_s) / context.period_s) + 1
        return context.observe("window", number=number, saw=saw, states=states)

    def _window_start_s(self) -> float:
        return self.context.clock.now_s() // self.context.period_s * self.context.period_s


def observe_alarm(context: RunContext, alarm: AlarmProbe, /, entry: str = "alarm", **facts: Fact) -> Entry:
    """Record what the alarm's history says: its transitions in order, and how many actions were carried out."""
    transitions = alarm.transitions()
    fired = [action for action in alarm.actions() if "success" in action["summary"].lower()]
    told: dict[str, Fact] = {"transitions": [f"{t.old} -> {t.new}" for t in transitions], "actions": len(fired)}
    detail: dict[str, Fact] = {"at_s": [t.at_s for t in transitions], "reasons": [t.reason for t in transitions]}
    return context.record(Kind.OBSERVED, entry, {**facts, **told}, detail)


def plain(value: float | None) -> int | float | None:
    """Bytes read as numbers of a metric: 46 rather than 46.0."""
    return int(value) if value is not None and value.is_integer() else value
