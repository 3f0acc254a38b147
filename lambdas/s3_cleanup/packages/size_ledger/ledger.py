"""Apply changes against DynamoDB: read, judge, write if nothing has changed meanwhile, else begin again."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from s3_events.change import ObjectChange
from size_ledger.rules import Entry, Verdict, entry_for, judge
from size_ledger.transaction import Tables, transaction_for
from size_tables.conflicts import Attempts, ConflictError, is_conflict
from size_tables.memory import Memory
from size_tables.objects import State, read_row, read_state

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True)
class Ledger:
    """The two tables of one bucket, with this process as one of their writers."""

    dynamodb: "DynamoDBClient"
    tables: Tables
    bucket_name: str
    attempts: Attempts

    def apply(self, change: ObjectChange) -> Entry | None:
        """Record the change; the entry written, or None when the event is recorded already.

        Raises ConflictError; whatever it raises, the change is recorded wholly or not at all.
        """
        for _ in self.attempts:
            # The state row is read first: every change moves its version, so if the version still holds at the write,
            # everything read after it was still true then.
            state = read_state(self.dynamodb, self.tables.objects)
            verdict = judge(change, self._memory.first_from(change.object_name, change.sequencer))
            if verdict is Verdict.DUPLICATE:
                return None
            row = read_row(self.dynamodb, self.tables.objects, change.object_name)
            entry = entry_for(change, verdict, state, row.size_bytes if row else 0)
            if self._write(entry, state):
                return entry
        raise ConflictError(
            f"{change.event_type} of {change.object_name!r}: {self.attempts.limit} attempts met other writers; "
            "lower the event source's maximum concurrency"
        )

    def total(self) -> int:
        """The bucket's total now, in bytes."""
        return read_state(self.dynamodb, self.tables.objects).total_size

    @property
    def _memory(self) -> Memory:
        return Memory(self.dynamodb, self.tables.history, self.bucket_name)

    def _write(self, entry: Entry, read: State) -> bool:
        """Write the entry; False when another writer was faster."""
        try:
            self.dynamodb.transact_write_items(TransactItems=transaction_for(entry, read, self.tables))
        except ClientError as error:
            if is_conflict(error):
                return False
            raise
        return True
