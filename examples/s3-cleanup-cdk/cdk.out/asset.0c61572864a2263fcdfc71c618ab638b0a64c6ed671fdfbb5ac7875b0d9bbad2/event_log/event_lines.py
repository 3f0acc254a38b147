"""Write one log line for each S3 event. A delete event has no size: it is looked up in what size-tracking recorded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from json_lines import Emit
from s3_events.batch import BatchResponse, each_record
from s3_events.change import ObjectChange
from s3_events.envelope import changes_of
from size_tables.memory import Memory

POLL_S = 0.1


@dataclass(frozen=True)
class Patience:
    """How long one invocation waits, in all, for sizes that size-tracking has not recorded yet."""

    budget_s: float
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]


@dataclass(frozen=True)
class EventLines:
    """The logging function, apart from its clients."""

    memory: Memory
    emit: Emit
    patience: Patience

    def consume(self, event: Mapping[str, Any]) -> BatchResponse:
        """Log a batch of SQS records; those that fail are named in the response and delivered again."""
        deadline = self.patience.monotonic() + self.patience.budget_s
        return each_record(event, lambda record: self._record(record, deadline), self.emit)

    def _record(self, record: Mapping[str, Any], deadline: float) -> None:
        for change in changes_of(record):
            self._line(change, self._size_before(change, deadline))

    def _size_before(self, change: ObjectChange, deadline: float) -> int | None:
        """The object's size before the change. Only a removal waits for it: a new object had none."""
        while True:
            size = self.memory.size_before(change.object_name, change.sequencer)
            if size is not None or not change.removes or self.patience.monotonic() >= deadline:
                return size
            self.patience.sleep(POLL_S)

    def _line(self, change: ObjectChange, size_before: int | None) -> None:
        self.emit(
            "object_event",
            bucket_name=change.bucket_name,
            object_name=change.object_name,
            event_type=change.event_type,
            event_time=change.event_time,
            sequencer=change.sequencer,
            size=change.size_bytes,
            size_delta=size_delta(change, size_before),
        )


def size_delta(change: ObjectChange, size_before: int | None) -> int | None:
    """The bytes the change added; None for the removal of an object of which nothing is known."""
    if size_before is None and change.removes:
        return None
    return change.size_bytes - (size_before or 0)
