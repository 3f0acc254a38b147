"""From SQS records to the ledger, and a log line for each change: the metric filter reads `total_size` from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from json_lines import Emit
from s3_events.batch import BatchResponse, each_record, redelivered
from s3_events.change import ObjectChange
from s3_events.envelope import changes_of
from size_ledger.ledger import Ledger
from size_ledger.rules import Entry


@dataclass(frozen=True)
class Tracking:
    """The size-tracking function, apart from its clients."""

    ledger: Ledger
    emit: Emit

    def consume(self, event: Mapping[str, Any]) -> BatchResponse:
        """Apply a batch of SQS records; those that fail are named in the response and delivered again."""
        return each_record(event, self._record, self.emit)

    def _record(self, record: Mapping[str, Any]) -> None:
        """Apply one message. Its changes before a failing one stay applied: on redelivery they are duplicates."""
        changes = changes_of(record)
        if not changes:
            self.emit("no_object_changes", message_id=record["messageId"])
        for change in changes:
            self._change(change, again=redelivered(record))

    def _change(self, change: ObjectChange, *, again: bool) -> None:
        if change.bucket_name != self.ledger.bucket_name:
            self.emit("other_bucket", bucket_name=change.bucket_name, object_name=change.object_name)
            return
        entry = self.ledger.apply(change)
        if entry is not None:
            self._applied(entry)
        elif again:
            # The invocation that recorded it may have died before its line. The metric is owed the total; the current
            # one, since the total of that time may be long past.
            self.emit("total_repeated", object_name=change.object_name, total_size=self.ledger.total())
        else:
            self.emit("duplicate", object_name=change.object_name, event_type=change.event_type)

    def _applied(self, entry: Entry) -> None:
        self.emit(
            "change_applied",
            bucket_name=entry.change.bucket_name,
            object_name=entry.change.object_name,
            event_type=entry.change.event_type,
            event_key=entry.event_key,
            size_delta=entry.size_delta,
            total_size=entry.state.total_size,
            superseded=entry.superseded,
        )
