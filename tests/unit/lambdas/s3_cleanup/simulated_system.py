"""The S3 cleanup system as its driver sees it, on a clock that moves only while the driver sleeps.

CloudWatch's clock is apart from the driver's. An alarm of one period is evaluated at every window's end on the window
that ended: Maximum ≥ 20 is ALARM, less is OK, nothing leaves the state. On a transition to ALARM the largest object
goes.
"""

from dataclasses import dataclass

from reference_run.world import AlarmSight, Picture
from size_tables.history import HistoryRecord

THRESHOLD = 20
PNG = b"\x89PNG\r\n\x1a\n..."


@dataclass
class Datapoint:
    """The total at a moment of CloudWatch's time."""

    at_s: float
    total: int


class SimulatedSystem:
    """See `reference_run.world.World`; attributes set before a run make it misbehave."""

    def __init__(self, period_s: int = 60, alarm_state: str = "OK", cloudwatch_ahead_s: float = 7.0) -> None:
        self.now_s = 1_000_003.0
        self.period_s = period_s
        self.state = alarm_state
        self.cloudwatch_ahead_s = cloudwatch_ahead_s
        self.remaining_s = 900.0
        self.event_delay_s = 0.6
        self.cleaner_works = True
        self.answer = Picture(200, "image/png", PNG)
        self.sizes: dict[str, int] = {}
        self.records: list[HistoryRecord] = []
        self.uploads: list[tuple[str, float, str]] = []
        self._datapoints: list[Datapoint] = []
        self._due: list[tuple[float, str, int]] = []
        self._evaluated_to = self._window()

    # The driver's function environment.

    def monotonic(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds
        self.remaining_s -= seconds
        self._advance()

    def time_left(self) -> float:
        return self.remaining_s

    # The world.

    def objects(self) -> list[str]:
        return sorted(self.sizes)

    def total(self) -> int:
        return self.records[-1].total_size if self.records else 0

    def history(self, after: str) -> list[HistoryRecord]:
        return [record for record in self.records if record.event_key > after]

    def alarm(self) -> AlarmSight:
        return AlarmSight(self.state, float(int(self.cloudwatch_s)))

    def upload(self, name: str, content: bytes) -> None:
        self.uploads.append((name, self.cloudwatch_s, self.state))
        self.sizes[name] = len(content)
        self.later(self.event_delay_s, name, len(content))

    def picture(self, timeout_s: float) -> Picture:
        assert timeout_s > 0
        return self.answer

    # What goes on behind it.

    @property
    def cloudwatch_s(self) -> float:
        return self.now_s + self.cloudwatch_ahead_s

    def later(self, delay_s: float, name: str, delta: int) -> None:
        """Let the change be recorded after a while."""
        self._due.append((self.now_s + delay_s, name, delta))

    def record(self, name: str, delta: int) -> None:
        """Add a record to the history and a datapoint to the metric."""
        event_type = "ObjectCreated:Put" if delta > 0 else "ObjectRemoved:Delete"
        key, total = f"{len(self.records) + 1:012d}#x", self.total() + delta
        self.records.append(HistoryRecord(key, name, event_type, delta, total, max(delta, 0), "", superseded=False))
        self._datapoints.append(Datapoint(self.cloudwatch_s, total))

    def datapoint_later(self, delay_s: float, total: int) -> None:
        """Let the metric show a total at a later moment."""
        self._datapoints.append(Datapoint(self.cloudwatch_s + delay_s, total))

    def _window(self) -> int:
        return int(self.cloudwatch_s // self.period_s)

    def _advance(self) -> None:
        for entry in [entry for entry in self._due if entry[0] <= self.now_s]:
            self._due.remove(entry)
            self.record(*entry[1:])
        while self._evaluated_to < self._window():
            self._evaluate(self._evaluated_to)
            self._evaluated_to += 1

    def _evaluate(self, window: int) -> None:
        inside = [point.total for point in self._datapoints if int(point.at_s // self.period_s) == window]
        if not inside:
            return
        state = "ALARM" if max(inside) >= THRESHOLD else "OK"
        if state == "ALARM" != self.state and self.cleaner_works:
            self._clean()
        self.state = state

    def _clean(self) -> None:
        name = max(self.sizes, key=lambda name: self.sizes[name])
        self.later(self.event_delay_s, name, -self.sizes.pop(name))
