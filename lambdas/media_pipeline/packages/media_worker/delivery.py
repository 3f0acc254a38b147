"""A message as this invocation got it: which job, which object, and which try of which message it is."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Delivery:
    """One delivery of one message. `attempt_id` is this try's alone; `receive_count` starts at 1."""

    job_id: str
    key: str
    bucket: str
    message_id: str
    receive_count: int
    attempt_id: str
    last_try: bool

    @property
    def result_key(self) -> str:
        """Where the result goes in the processed bucket."""
        return f"processed/{self.key}"


def delivery_of(record: dict[str, Any], request_id: str, max_receive_count: int) -> Delivery:
    """Read an SQS record of the dispatcher's message `{"jobId", "s3Key", "bucket"}`.

    Raises ValueError when the body is anything else: no job can be named then, so the message has to go the way of
    the dead-letter queue.
    """
    try:
        message = json.loads(record["body"])
        job_id, key, bucket = message["jobId"], message["s3Key"], message["bucket"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f'the message is not {{"jobId", "s3Key", "bucket"}}: {error!r}') from error
    if not all(isinstance(part, str) and part for part in (job_id, key, bucket)):
        raise ValueError("jobId, s3Key and bucket of the message must be non-empty strings")
    count = int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))
    return Delivery(
        job_id=job_id,
        key=key,
        bucket=bucket,
        message_id=record["messageId"],
        receive_count=count,
        attempt_id=f"{request_id}/{record['messageId']}",
        last_try=count >= max_receive_count,
    )
