"""Polls a stream of DynamoDB's for an event source mapping: woken by records, with the settings that AWS has.

LocalStack's poller asks every second, splits no batch, and forgets what it read when the mapping is changed. This one
is derived from it for what it makes of records and for failure destinations. The requests for records are made as the
function's role, so that what it may read is judged.
"""

import json
import logging
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from time import monotonic, time
from typing import Any
from uuid import uuid4

from localstack.services.lambda_.event_source_mapping.event_processor import (
    BatchFailureError,
    PartialBatchFailureError,
)
from localstack.services.lambda_.event_source_mapping.pollers.dynamodb_poller import DynamoDBPoller

from emulator.dynamodb.streams.iterators import ShardIterator
from emulator.dynamodb.streams.store import streams
from emulator.dynamodb.streams.stream import MAX_RECORDS, Follower, Stream
from emulator.lambda_.stream_batches import Policy, Record, Result, first_failed, payloads, work_off
from emulator.localstack.lambda_.measures import measure_age

LOG = logging.getLogger(__name__)
LOOK_S = 0.5
"""How long to wait for a record before looking whether the mapping is still wanted."""
NONE, OK, PROBLEM = "No records processed", "OK", "PROBLEM: Function call failed"


class StreamPoller(DynamoDBPoller):  # type: ignore[misc, unused-ignore]
    """Reads one stream for one mapping. `begin` when the mapping starts; then `poll_events` again and again."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._worker: Any = None
        self._stream: Stream | None = None
        self._follower: Follower | None = None
        self._permitted = False

    def begin(self, worker: Any) -> None:
        """Follow the stream from where the mapping was, or from its starting position at first."""
        self._worker, self._stream = worker, streams.find(self.source_arn)
        if self._stream is not None:
            position = self._stream.end if self._setting("StartingPosition") == "LATEST" else self._stream.horizon
            self._follower = self._stream.follow(worker.uuid, position)
            self.wakeup = self._follower.wakeup

    def stop(self, deleted: bool) -> None:
        """Nothing waits for the mapping any longer."""
        if self._stream is not None:
            (self._stream.leave if deleted else self._stream.pause)(self._worker.uuid)

    def poll_events(self) -> None:
        """Wait for records, then deal with a batch."""
        stream, follower = self._stream, self._follower
        if stream is None or follower is None:
            self._worker._shutdown_event.wait(LOOK_S)
            return
        follower.wakeup.wait(LOOK_S)
        with follower.turn:
            follower.wakeup.clear()
            if self.wanted() and follower.active and stream.end > follower.position:
                self._serve(stream, follower)
                follower.wakeup.set()  # there may be more

    def wanted(self) -> bool:
        """Whether the mapping still works."""
        return not self._worker._shutdown_event.is_set()

    def pause(self, seconds: float) -> None:
        """Wait before a batch is tried again."""
        self._worker._shutdown_event.wait(seconds)

    def age_s(self, record: Record) -> float:
        """How old a record is."""
        return time() - self.get_approximate_arrival_time(record)

    def invoke(self, records: Sequence[Record]) -> Result:
        """Have the function process records."""
        measure_age(self._setting("FunctionArn"), self.age_s(records[-1]))
        try:
            self.processor.process_events_batch([dict(record) for record in records])
        except PartialBatchFailureError as failure:
            numbers = [self.get_sequence_number(record) for record in records]
            failed = first_failed(failure.partial_failure_payload, numbers)
            return self._told(Result(0 if failed is None else failed, failure.error or {}))
        except BatchFailureError as failure:
            return self._told(Result(0, failure.error or {}))
        except Exception as error:
            LOG.warning("a batch of %s was not processed: %s", self.source_arn, error)
            return self._told(Result(0))
        return self._told(Result())

    def give_up(self, records: Sequence[Record], condition: str, error: Mapping[str, Any], invocations: int) -> None:
        """Tell the failure destination."""
        context = self.processor.generate_event_failure_context(
            abort_condition=condition, error=error, attempts_count=invocations
        )
        context = context or {
            "requestContext": {
                "requestId": str(uuid4()),
                "functionArn": self._setting("FunctionArn"),
                "condition": condition,
                "approximateInvokeCount": invocations,
            }
        }
        shard_id = self._stream.shard_id if self._stream else ""
        try:
            self.send_events_to_dlq(shard_id, list(records), context=context)
        except Exception as failure:
            LOG.warning("records of %s could not be told to their failure destination: %s", self.source_arn, failure)

    def get_approximate_arrival_time(self, record: Record) -> float:
        """When the change was made."""
        return float(record["dynamodb"]["ApproximateCreationDateTime"])

    def format_datetime(self, time: datetime) -> str:
        """As failure records tell times."""
        return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _serve(self, stream: Stream, follower: Follower) -> None:
        self._permit(stream)
        begun = max(follower.position, stream.horizon)
        records = self._gather(stream, begun)
        if not self.wanted():
            return
        events = self.add_source_metadata(self.filter_events([_event(record) for record in records]))
        policy, left = Policy.of(self._worker.esm_config), False
        start = 0
        for count in payloads([len(json.dumps(event)) for event in events]):
            rest = work_off(events[start : start + count], policy, self)
            start += count
            if rest:
                left = True
                stream.done(self._worker.uuid, int(self.get_sequence_number(rest[0])))
                break
        if not left:
            stream.done(self._worker.uuid, begun + len(records))

    def _gather(self, stream: Stream, position: int) -> list[Record]:
        """A batch, as full as it gets within the batching window."""
        wanted, window_s = self._setting("BatchSize"), self._setting("MaximumBatchingWindowInSeconds") or 0
        until = monotonic() + window_s
        records: list[Record] = []
        while True:
            more = self._read(stream, position + len(records), wanted - len(records))
            records += more
            left_s = until - monotonic()
            if len(records) >= wanted or not self.wanted():
                return records
            if not more and (left_s <= 0 or stream.closed_s is not None):
                return records
            if not more:
                self.wakeup.wait(min(left_s, LOOK_S))
                self.wakeup.clear()

    def _read(self, stream: Stream, position: int, wanted: int) -> list[Record]:
        """Records as the function's role gets them."""
        if position >= stream.end:
            return []
        iterator = ShardIterator(stream.origin.arn, position, time()).written()
        answer = self.source_client.get_records(ShardIterator=iterator, Limit=min(wanted, MAX_RECORDS))
        return [as_json(record) for record in answer["Records"]]

    def _permit(self, stream: Stream) -> None:
        """What a poller asks before it reads: once, for what the role is allowed counts."""
        if not self._permitted:
            self.source_client.describe_stream(StreamArn=stream.origin.arn)
            self.source_client.get_shard_iterator(
                StreamArn=stream.origin.arn, ShardId=stream.shard_id, ShardIteratorType="LATEST"
            )
            self._permitted = True

    def _setting(self, name: str) -> Any:
        return self._worker.esm_config.get(name)

    def _told(self, result: Result) -> Result:
        """Note the result at the mapping."""
        mapping = self._worker._state.event_source_mappings.get(self._worker.uuid)
        if mapping is not None:
            mapping["LastProcessingResult"] = OK if result.failed_from is None else PROBLEM
        return result


def _event(record: Record) -> Record:
    """What of a record filters see, and the function gets."""
    return {name: record[name] for name in ("eventID", "eventName", "userIdentity", "dynamodb") if name in record}


def as_json(value: Any) -> Any:
    """A parsed answer as its text had it: binary in Base64, times in seconds."""
    if isinstance(value, dict):
        return {name: as_json(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return int(value.timestamp()) if isinstance(value, datetime) else value
