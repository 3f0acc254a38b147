"""Which events of an object have been recorded: HistoryTable's local index, read with strong consistency.

Its sort key `object_event` holds an object's events in the order S3 gave them, whatever the order of their arrival.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

EVENT_INDEX = "object-event-index"
_FIRST, _LAST = "", "~"
"""Sort before and after every sequencer."""


def object_event(object_name: str, sequencer: str) -> str:
    """The identity of an event; `sequencer` must be padded.

    The name goes in at a fixed length, because a sort key has 1,024 bytes and a name alone may fill them.
    """
    return f"{sha256(object_name.encode()).hexdigest()[:32]}#{sequencer}"


@dataclass(frozen=True)
class Memory:
    """The recorded events of one bucket."""

    dynamodb: "DynamoDBClient"
    table: str
    bucket_name: str

    def first_from(self, object_name: str, sequencer: str) -> str | None:
        """The object's first recorded `object_event` that isn't before `sequencer`.

        None: nothing as late is known. The event itself: it is recorded. Another: a later one was recorded first.
        """
        found = self._between(object_name, sequencer, _LAST, forward=True, limit=1)
        return found[0]["object_event"]["S"] if found else None

    def size_before(self, object_name: str, sequencer: str) -> int | None:
        """The object's bytes just before the event `sequencer`, as far as recorded: 0 when it had been removed."""
        itself = object_event(object_name, sequencer)
        found = self._between(object_name, _FIRST, sequencer, forward=False, limit=2)
        earlier = [item for item in found if item["object_event"]["S"] != itself]
        return int(earlier[0]["object_size"]["N"]) if earlier else None

    def _between(self, object_name: str, low: str, high: str, *, forward: bool, limit: int) -> list[dict[str, Any]]:
        answer = self.dynamodb.query(
            TableName=self.table,
            IndexName=EVENT_INDEX,
            KeyConditionExpression="bucket_name = :bucket AND object_event BETWEEN :low AND :high",
            ExpressionAttributeValues={
                ":bucket": {"S": self.bucket_name},
                ":low": {"S": object_event(object_name, low)},
                ":high": {"S": object_event(object_name, high)},
            },
            ScanIndexForward=forward,
            Limit=limit,
            ConsistentRead=True,
        )
        return answer["Items"]
