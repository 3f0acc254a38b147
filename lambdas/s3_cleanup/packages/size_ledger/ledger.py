"""Apply changes against DynamoDB: read, judge, write if nothing has changed meanwhile, else begin again."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from s3_events.change import ObjectChange
from size_ledger.rules import Draft, Entry
from size_ledger.transaction import MOST_TOGETHER, Tables, transaction_for
from size_tables.conflicts import Attempts, ConflictError, is_conflict
from size_tables.memory import Memory
from size_tables.objects import State, read_rows, read_state

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Recorded(Enum):
    """An event that is recorded already, by whom."""

    BEFORE = "before"
    """Somebody else, an earlier call, or an earlier change of this one."""
    PERHAPS_NOW = "perhaps now"
    """Perhaps this very call: a transaction with it was refused, and may have been made all the same. The answer of the
    request that made it was lost, and botocore's next one, of the same token, met another writer."""


@dataclass(frozen=True)
class Ledger:
    """The two tables of one bucket, with this process as one of their writers."""

    dynamodb: "DynamoDBClient"
    tables: Tables
    bucket_name: str
    attempts: Attempts

    def apply(self, changes: Sequence[ObjectChange]) -> list[Entry | Recorded]:
        """Record the changes in their order; for each the entry written, or by whom its event is recorded already.

        Raises ConflictError; whatever it raises, up to 49 changes at a time are recorded wholly or not at all.
        """
        groups = (changes[first : first + MOST_TOGETHER] for first in range(0, len(changes), MOST_TOGETHER))
        return [entry for group in groups for entry in self._apply(group)]

    def total(self) -> int:
        """The bucket's total now, in bytes."""
        return read_state(self.dynamodb, self.tables.objects).total_size

    @property
    def _memory(self) -> Memory:
        return Memory(self.dynamodb, self.tables.history, self.bucket_name)

    def _apply(self, changes: Sequence[ObjectChange]) -> list[Entry | Recorded]:
        refused: set[int] = set()
        for _ in self.attempts:
            # The state row is read first: every change moves its version, so if the version still holds at the write,
            # everything read after it was still true then.
            state = read_state(self.dynamodb, self.tables.objects)
            entries = self._drafted(changes, state)
            if entries is None:
                continue
            written = {at: entry for at, entry in enumerate(entries) if entry is not None}
            if self._write(list(written.values()), state):
                recorded = (Recorded.PERHAPS_NOW if at in refused else Recorded.BEFORE for at in range(len(entries)))
                return [entry or by for entry, by in zip(entries, recorded, strict=True)]
            refused |= written.keys()
        first = changes[0]
        raise ConflictError(
            f"{first.event_type} of {first.object_name!r} and {len(changes) - 1} more: {self.attempts.limit} attempts "
            "met other writers; lower the event source's maximum concurrency"
        )

    def _drafted(self, changes: Sequence[ObjectChange], state: State) -> list[Entry | None] | None:
        """The entries to write; None when DynamoDB, throttling, didn't read all of what they depend on."""
        rows = read_rows(self.dynamodb, self.tables.objects, {change.object_name for change in changes})
        if rows is None:
            return None
        draft = Draft(state, {name: row.size_bytes for name, row in rows.items()})
        return [draft.add(each, self._memory.first_from(each.object_name, each.sequencer)) for each in changes]

    def _write(self, entries: list[Entry], read: State) -> bool:
        """Write the entries, if there are any; False when another writer was faster, or seems to have been."""
        if not entries:
            return True
        try:
            self.dynamodb.transact_write_items(TransactItems=transaction_for(entries, read, self.tables))
        except ClientError as error:
            if is_conflict(error):
                return False
            raise
        return True
