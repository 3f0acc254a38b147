"""Remove the largest current object of the bucket.

CloudWatch and Lambda invoke at least once. A transition is therefore claimed for one object before that is removed; a
repeated invocation finds the claim and can only finish the same removal.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from clean_up.alarm import ALARM, transition_of
from clean_up.claim import Claim, make_claim, read_claim
from json_lines import Emit
from size_tables.conflicts import Attempts
from size_tables.objects import SIZE_INDEX, STATE_ROW, ObjectRow, read_row

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

CANDIDATES = 100
"""Rows looked at in one run. More than one is needed only while deletions are on their way to the table."""

Outcome = dict[str, Any]
"""`{"removed": <object name or None>, "reason": …}`, and `"size"` in bytes with a removal."""


@dataclass(frozen=True)
class Cleaner:
    """The cleaner function, apart from its clients."""

    dynamodb: "DynamoDBClient"
    s3: "S3Client"
    table: str
    bucket_name: str
    emit: Emit
    attempts: Attempts

    def run(self, event: Mapping[str, Any]) -> Outcome:
        """Answer an alarm's action, or a call by hand, which removes one each time; log and return the outcome."""
        transition = transition_of(event)
        if transition is not None and transition.state != ALARM:
            return self._kept(f"the alarm went to {transition.state}")
        row = next(self._current_objects(), None)
        if row is None:
            return self._kept("nothing to delete")
        if transition is None:
            return self._remove(row)
        claim = Claim(transition.at_ms, row.object_name, row.sequencer)
        if not make_claim(self.dynamodb, self.table, claim, self.attempts):
            return self._finish(transition.at_ms)
        return self._remove(row)

    def _finish(self, at_ms: int) -> Outcome:
        """Finish what an earlier invocation for this transition began, unless it has been done."""
        claim = read_claim(self.dynamodb, self.table)
        if claim is None or claim.at_ms != at_ms:
            return self._kept("a later transition has been answered")
        row = read_row(self.dynamodb, self.table, claim.object_name)
        if row is None or row.sequencer != claim.sequencer or not self._exists(row.object_name):
            return self._kept(f"this transition has removed {claim.object_name}")
        return self._remove(row)

    def _current_objects(self) -> Iterator[ObjectRow]:
        """The objects that the table lists and the bucket has, largest first.

        The index follows the table a moment later, and the table the bucket: a row may outlive its object. To delete
        that again would free nothing, so the next one is the largest.
        """
        answer = self.dynamodb.query(
            TableName=self.table,
            IndexName=SIZE_INDEX,
            KeyConditionExpression="bucket_name = :bucket",
            ExpressionAttributeValues={":bucket": {"S": self.bucket_name}},
            ScanIndexForward=False,
            Limit=CANDIDATES,
        )
        rows = (ObjectRow.from_item(item) for item in answer["Items"] if item["object_name"]["S"] != STATE_ROW)
        return (row for row in rows if self._exists(row.object_name))

    def _exists(self, object_name: str) -> bool:
        try:
            self.s3.head_object(Bucket=self.bucket_name, Key=object_name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return False
            raise
        return True

    def _remove(self, row: ObjectRow) -> Outcome:
        self.s3.delete_object(Bucket=self.bucket_name, Key=row.object_name)
        self.emit("object_removed", bucket_name=self.bucket_name, object_name=row.object_name, size=row.size_bytes)
        return {"removed": row.object_name, "size": row.size_bytes, "reason": "largest current object"}

    def _kept(self, reason: str) -> Outcome:
        self.emit("nothing_removed", bucket_name=self.bucket_name, reason=reason)
        return {"removed": None, "reason": reason}
