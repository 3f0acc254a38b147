"""The table's jobs: every change of state is one conditional update, so that of two workers one wins.

`PENDING → PROCESSING → COMPLETED | FAILED`. A job in `PROCESSING` carries a `lease`: which attempt has it, until when,
and which try of which message that attempt is. `COMPLETED` is final. `FAILED` is final for an image that can't be
processed; with `retriesSpent` it may be taken up again, which is what a redrive of the dead-letter queue does.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from media_worker.delivery import Delivery

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef as Value

TAKE = "SET #status = :processing, updatedAt = :now, lease = :lease REMOVE errorMessage, retriesSpent"
TAKEABLE = (
    "#status = :pending"
    " OR (#status = :failed AND attribute_exists(retriesSpent))"
    " OR (#status = :processing AND (lease.expiresAt <= :now_s"
    # SQS gives a message again only after its visibility timeout, which outlasts the function: the earlier try is over.
    " OR (lease.messageId = :message AND lease.receiveCount < :count)))"
)
COMPLETE = "SET #status = :completed, updatedAt = :now, processedUrl = :url REMOVE lease, errorMessage, retriesSpent"
INCOMPLETE = "attribute_exists(jobId) AND #status <> :completed"
FAIL = "SET #status = :failed, updatedAt = :now, errorMessage = :why REMOVE lease"
GIVE_UP = "SET #status = :failed, updatedAt = :now, errorMessage = :why, retriesSpent = :yes REMOVE lease"
RELEASE = "SET lease.expiresAt = :now_s"
MINE = "#status = :processing AND lease.attemptId = :attempt"


class Standing(Enum):
    """How a job stands to a delivery."""

    MINE = "this attempt has it"
    SETTLED = "it is completed, or failed for good"
    ELSEWHERE = "an attempt of another message has it"
    BUSY = "another attempt of the same message has it"
    UNKNOWN = "there is no such job"


class Jobs(Protocol):
    """What the worker does with jobs. Each answers how the job stands afterwards; each may raise on a fault."""

    def take(self, delivery: Delivery, lease_s: float) -> Standing:
        """Begin: MINE when the job is this attempt's for `lease_s` seconds."""

    def complete(self, delivery: Delivery, url: str) -> Standing:
        """A result exists: whoever has the job, it is `COMPLETED`, unless it is already or is gone."""

    def fail(self, delivery: Delivery, why: str, retries_spent: bool) -> Standing:
        """Mark the job `FAILED` if it is this attempt's."""

    def release(self, delivery: Delivery) -> Standing:
        """Let the next try begin at once, if the job is this attempt's."""


class TableJobs:
    """The jobs of a DynamoDB table; one UpdateItem a call. `clock` tells epoch seconds."""

    def __init__(self, dynamodb: "DynamoDBClient", table: str, clock: Callable[[], float] = time.time) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._clock = clock

    def take(self, delivery: Delivery, lease_s: float) -> Standing:
        """See Jobs."""
        now_s = self._clock()
        lease: dict[str, Value] = {
            "attemptId": {"S": delivery.attempt_id},
            "expiresAt": {"N": f"{now_s + lease_s:.3f}"},
            "messageId": {"S": delivery.message_id},
            "receiveCount": {"N": str(delivery.receive_count)},
            "lastTry": {"BOOL": delivery.last_try},
        }
        return self._update(
            delivery,
            TAKE,
            TAKEABLE,
            lease={"M": lease},
            now_s={"N": f"{now_s:.3f}"},
            message=lease["messageId"],
            count=lease["receiveCount"],
            pending={"S": "PENDING"},
            processing={"S": "PROCESSING"},
            failed={"S": "FAILED"},
            now=self._now(),
        )

    def complete(self, delivery: Delivery, url: str) -> Standing:
        """See Jobs."""
        return self._update(
            delivery, COMPLETE, INCOMPLETE, completed={"S": "COMPLETED"}, url={"S": url}, now=self._now()
        )

    def fail(self, delivery: Delivery, why: str, retries_spent: bool) -> Standing:
        """See Jobs."""
        values: dict[str, Value] = {"failed": {"S": "FAILED"}, "why": {"S": why}, "now": self._now()}
        if not retries_spent:
            return self._update_mine(delivery, FAIL, **values)
        return self._update_mine(delivery, GIVE_UP, yes={"BOOL": True}, **values)

    def release(self, delivery: Delivery) -> Standing:
        """See Jobs."""
        return self._update_mine(delivery, RELEASE, now_s={"N": f"{self._clock():.3f}"})

    def _now(self) -> "Value":
        return {"S": datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec="milliseconds")}

    def _update_mine(self, delivery: Delivery, update: str, **values: "Value") -> Standing:
        mine: dict[str, Value] = {"attempt": {"S": delivery.attempt_id}, "processing": {"S": "PROCESSING"}}
        return self._update(delivery, update, MINE, **mine, **values)

    def _update(self, delivery: Delivery, update: str, condition: str, **values: "Value") -> Standing:
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key={"jobId": {"S": delivery.job_id}},
                UpdateExpression=update,
                ConditionExpression=condition,
                ExpressionAttributeNames={"#status": "status"},
                ExpressionAttributeValues={f":{name}": value for name, value in values.items()},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException as refusal:
            response: Any = refusal.response
            return standing(response.get("Item", {}), delivery)
        return Standing.MINE


def standing(job: "dict[str, Value]", delivery: Delivery) -> Standing:
    """How a job that refused an update stands to the delivery.

    It may be this attempt's all the same: the SDK repeats an update whose answer was lost, and the second is refused.
    """
    if not job:
        return Standing.UNKNOWN
    if job["status"].get("S") != "PROCESSING":
        return Standing.SETTLED
    lease = job["lease"]["M"]
    if lease["attemptId"]["S"] == delivery.attempt_id:
        return Standing.MINE
    return Standing.BUSY if lease["messageId"]["S"] == delivery.message_id else Standing.ELSEWHERE
