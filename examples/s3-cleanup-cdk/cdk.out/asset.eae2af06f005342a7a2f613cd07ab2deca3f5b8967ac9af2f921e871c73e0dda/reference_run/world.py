"""What the driver sees and does, apart from AWS."""

from dataclasses import dataclass
from typing import Protocol

from size_tables.history import HistoryRecord


@dataclass(frozen=True)
class AlarmSight:
    """The alarm's state, and CloudWatch's own time (epoch seconds, whole) when it said so."""

    state: str
    cloudwatch_s: float


@dataclass(frozen=True)
class Picture:
    """What the plot API answered."""

    status: int
    content_type: str
    body: bytes


class World(Protocol):
    """The system, seen from the driver."""

    def objects(self) -> list[str]:
        """The names of the objects in the bucket, sorted."""

    def total(self) -> int:
        """The total that ObjectTable holds, bytes."""

    def history(self, after: str) -> list[HistoryRecord]:
        """The history after the record with key `after`, oldest first."""

    def alarm(self) -> AlarmSight:
        """The alarm now."""

    def upload(self, name: str, content: bytes) -> None:
        """Put an object into the bucket."""

    def picture(self, timeout_s: float) -> Picture:
        """Call the plot API over HTTP."""
