"""Hands datapoints to CloudWatch: gathered while the last ones are written, so that a flood of events costs few writes.

Default values wait until their minute is over, by CloudWatch's clock; `settle` is for whoever is about to look at the
metrics as they were at a time.
"""

import logging
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Condition, Event, RLock, Thread

from emulator.activity import tickets
from emulator.clock import clock_of
from emulator.feed import feed
from emulator.logs.measurement import MINUTE_S, Measured, Minute, Values
from emulator.logs.metric_filter import Metric

LOG = logging.getLogger(__name__)
PACE_S = 0.05
"""Between two rounds, so that what arrives meanwhile goes together."""
DEFAULTS_EVERY_S = 1.0
LATENESS_S = 1.0
"""How long after the end of a minute its events may still arrive."""

Owner = tuple[str, str]
Points = Mapping[tuple[Metric, int], Values]
Write = Callable[[Owner, Points], None]


@dataclass
class Waiting:
    """What one account and region has to publish."""

    points: defaultdict[tuple[Metric, int], Values] = field(default_factory=lambda: defaultdict(Counter))
    ticket: tickets.Ticket | None = None


class Publisher:
    """Gathers and publishes. `write` stores the points of one account and region."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._wake = Condition()
        self._pace = Event()
        self._writing = RLock()
        self._waiting: dict[Owner, Waiting] = {}
        self._minutes: dict[tuple[Owner, Minute], bool] = {}
        self._thread: Thread | None = None

    def add(self, owner: Owner, measured: Measured) -> None:
        """Publish soon what was measured for an account and region."""
        with self._wake:
            for minute, matched in measured.minutes.items():
                known = self._minutes.get((owner, minute), False)
                self._minutes[owner, minute] = known or matched
            self._gather(owner, measured.points)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="metric-filters", daemon=True)
                self._thread.start()
            self._wake.notify()

    def settle(self, account_id: str, until_s: float) -> None:
        """Publish now all the account has waiting, and the defaults of its minutes that end by `until_s`."""
        with self._writing:
            with self._wake:
                self._take_defaults(account_id, until_s)
                taken = {owner: self._waiting.pop(owner) for owner in list(self._waiting) if owner[0] == account_id}
            for owner, waiting in taken.items():
                self._publish(owner, waiting)

    def waits_from_s(self, account_id: str) -> float:
        """The time from which on datapoints of the account are still to come; infinite when there are none."""
        with self._wake:
            if any(owner[0] == account_id for owner in self._waiting):
                return -math.inf
            starts = [minute.start_s for owner, minute in self._minutes if owner[0] == account_id]
            return min(starts, default=math.inf)

    def _gather(self, owner: Owner, points: Points) -> None:
        if not points:
            return
        waiting = self._waiting.setdefault(owner, Waiting())
        if waiting.ticket is None:
            waiting.ticket = tickets.started(owner[0], "metric-filter", owner[1])
        for key, values in points.items():
            waiting.points[key].update(values)

    def _take_defaults(self, account_id: str, until_s: float) -> None:
        over = [
            (owner, minute)
            for owner, minute in self._minutes
            if owner[0] == account_id and minute.start_s + MINUTE_S <= until_s
        ]
        for owner, minute in over:
            if not self._minutes.pop((owner, minute)):
                self._gather(owner, {(minute.metric, minute.start_s): Counter([minute.default])})

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: bool(self._waiting), DEFAULTS_EVERY_S if self._minutes else None)
                accounts = {owner[0] for owner in self._waiting} | {owner[0] for owner, _ in self._minutes}
            for account_id in accounts:
                clock = clock_of(account_id)
                late = LATENESS_S if clock.mode == "real" else 0
                self.settle(account_id, clock.now() - late)
            self._pace.wait(PACE_S)

    def _publish(self, owner: Owner, waiting: Waiting) -> None:
        try:
            self._write(owner, waiting.points)
            _tell(owner, waiting.points)
        except Exception:
            LOG.exception("datapoints of metric filters of account %s in %s could not be published", *owner)
        finally:
            if waiting.ticket is not None:
                waiting.ticket.finish()


def _tell(owner: Owner, points: Points) -> None:
    """Who watches is told of what was published, a metric at a time."""
    account_id, region = owner
    for (metric, at_s), values in points.items() if feed.is_watched(account_id) else ():
        numbers = sorted(values.elements())
        told = f"{numbers[0]:g}" if len(numbers) == 1 else f"{numbers[0]:g} to {numbers[-1]:g}"
        feed.note(
            account_id, lambda at_s=at_s: float(at_s), region=region, service="metric", what="datapoint",  # type: ignore[misc]
            on=f"{metric.namespace}/{metric.name}", by="service", detail=told,
        )  # fmt: skip
