"""From SQS records to the ledger, and a log line for each change: the metric filter reads `total_size` from it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from json_lines import Emit
from s3_events.batch import BatchResponse, ItemFailure, each_record, failure_of, redelivered
from s3_events.change import ObjectChange
from s3_events.envelope import changes_of
from size_ledger.ledger import Ledger, Recorded
from size_ledger.rules import Entry
from size_tables.conflicts import ConflictError


@dataclass(frozen=True)
class Told:
    """A message's changes of the bucket; `again`: an invocation may have applied them and died."""

    record: Mapping[str, Any]
    changes: tuple[ObjectChange, ...]
    again: bool


@dataclass(frozen=True)
class Tracking:
    """The size-tracking function, apart from its clients."""

    ledger: Ledger
    emit: Emit

    def consume(self, event: Mapping[str, Any]) -> BatchResponse:
        """Apply a batch of SQS records; those that fail are named in the response and delivered again.

        What can be read is applied together. When that fails, each message is tried alone, so that one that can't be
        applied keeps no other from being; but not when other writers were in the way, which they would be again.
        """
        told: list[Told] = []
        response = each_record(event, lambda record: told.append(self._read(record)), self.emit)
        failures = [*response["batchItemFailures"], *self._together(told)]
        return {"batchItemFailures": failures}

    def _read(self, record: Mapping[str, Any]) -> Told:
        changes = changes_of(record)
        if not changes:
            self.emit("no_object_changes", message_id=record["messageId"])
        for change in changes:
            if change.bucket_name != self.ledger.bucket_name:
                self.emit("other_bucket", bucket_name=change.bucket_name, object_name=change.object_name)
        own = tuple(change for change in changes if change.bucket_name == self.ledger.bucket_name)
        return Told(record, own, redelivered(record))

    def _together(self, told: list[Told]) -> list[ItemFailure]:
        """Apply all messages at once, or else each alone; those that failed."""
        try:
            self._apply(told)
        except ConflictError as error:
            return [failure_of(each.record, error, self.emit) for each in told]
        except Exception as error:
            if len(told) == 1:
                return [failure_of(told[0].record, error, self.emit)]
            # It may have been written all the same, by a request whose answer was lost: then the metric is owed totals.
            alone = [replace(each, again=True) for each in told]
            return [failure for each in alone for failure in self._together([each])]
        return []

    def _apply(self, told: list[Told]) -> None:
        """Changes before a failing one may stay applied: on redelivery they are duplicates."""
        changes = [(change, each.again) for each in told for change in each.changes]
        entries = self.ledger.apply([change for change, _ in changes])
        for (change, again), entry in zip(changes, entries, strict=True):
            if isinstance(entry, Entry):
                self._applied(entry)
            elif again or entry is Recorded.PERHAPS_NOW:
                # Whoever recorded it may have died before its line, or may be this one and not know. The metric is owed
                # the total; the current one, since the total of that time may be long past.
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
