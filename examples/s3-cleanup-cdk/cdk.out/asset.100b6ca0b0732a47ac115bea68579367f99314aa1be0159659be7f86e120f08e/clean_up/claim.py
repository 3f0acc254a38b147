"""The claim of one transition for one object, so that a repeated invocation can't remove a second one.

It is kept in attributes of the state row: ObjectTable then holds nothing but current objects and that row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from size_tables.conflicts import Attempts, ConflictError, is_conflict
from size_tables.objects import STATE_ROW, read_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True)
class Claim:
    """The last transition that was answered, and the object (as its row was) that it was answered with."""

    at_ms: int
    object_name: str
    sequencer: str

    @classmethod
    def from_item(cls, item: Mapping[str, Any] | None) -> "Claim | None":
        """Read the state row; None when no transition was answered yet."""
        if item is None or "cleaned_at_ms" not in item:
            return None
        return cls(int(item["cleaned_at_ms"]["N"]), item["cleaned_object"]["S"], item["cleaned_sequencer"]["S"])


def read_claim(dynamodb: "DynamoDBClient", table: str) -> Claim | None:
    """The last claim, read with strong consistency."""
    return Claim.from_item(read_item(dynamodb, table, STATE_ROW))


def make_claim(dynamodb: "DynamoDBClient", table: str, claim: Claim, attempts: Attempts) -> bool:
    """Claim the transition for the object; False when this transition, or a later one, is claimed already."""
    for _ in attempts:
        try:
            _write(dynamodb, table, claim)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            if not is_conflict(error):
                raise
        else:
            return True
    raise ConflictError(f"the state row of {table} was busy in {attempts.limit} attempts; invoke the cleaner again")


def _write(dynamodb: "DynamoDBClient", table: str, claim: Claim) -> None:
    dynamodb.update_item(
        TableName=table,
        Key={"object_name": {"S": STATE_ROW}},
        UpdateExpression="SET cleaned_at_ms = :at, cleaned_object = :name, cleaned_sequencer = :sequencer",
        ConditionExpression="attribute_not_exists(cleaned_at_ms) OR cleaned_at_ms < :at",
        ExpressionAttributeValues={
            ":at": {"N": str(claim.at_ms)},
            ":name": {"S": claim.object_name},
            ":sequencer": {"S": claim.sequencer},
        },
    )
