"""The API of streams: what each operation answers. Pure.

API reference, "Amazon DynamoDB Streams". Answers are JSON as AWS writes it: times in seconds, binary as Base64.
"""

from collections.abc import Callable, Mapping
from typing import Any

from emulator.dynamodb.streams.iterators import InvalidIterator, ShardIterator, make_iterator, read_iterator
from emulator.dynamodb.streams.store import Streams
from emulator.dynamodb.streams.stream import FIRST, MAX_RECORDS, Stream, Trimmed

MAX_STREAMS = MAX_SHARDS = 100
Request = Mapping[str, Any]
Answer = dict[str, Any]


class StreamError(Exception):
    """What DynamoDB answers with: its code and its message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class Operations:
    """The operations of one account and region; `now` gives the wall's time in seconds."""

    def __init__(self, streams: Streams, account_id: str, region: str, now: Callable[[], float]) -> None:
        self._streams, self._account_id, self._region, self._now = streams, account_id, region, now

    def answer(self, operation: str, request: Request) -> Answer:
        """The answer; StreamError when it is refused."""
        handler: Callable[[Request], Answer] = {
            "ListStreams": self._list,
            "DescribeStream": self._describe,
            "GetShardIterator": self._iterator,
            "GetRecords": self._records,
        }[operation]
        return handler(request)

    def _list(self, request: Request) -> Answer:
        table, after = request.get("TableName"), request.get("ExclusiveStartStreamArn", "")
        found = [
            stream
            for stream in self._streams.of_account(self._account_id, self._region)
            if table in (None, stream.table) and stream.origin.arn > after
        ]
        limit = min(request.get("Limit", MAX_STREAMS), MAX_STREAMS)
        page = found[:limit]
        told = [
            {"StreamArn": stream.origin.arn, "TableName": stream.table, "StreamLabel": stream.label} for stream in page
        ]
        more = {"LastEvaluatedStreamArn": page[-1].origin.arn} if len(found) > limit else {}
        return {"Streams": told, **more}

    def _describe(self, request: Request) -> Answer:
        stream = self._find(request["StreamArn"])
        shards = [_shard(stream)]
        if request.get("ExclusiveStartShardId") == stream.shard_id or request.get("ShardFilter"):
            shards = []  # the one shard has neither followers nor children
        return {
            "StreamDescription": {
                "StreamArn": stream.origin.arn,
                "StreamLabel": stream.label,
                "StreamStatus": "ENABLED" if stream.closed_s is None else "DISABLED",
                "StreamViewType": stream.origin.view,
                "CreationRequestDateTime": stream.created_s,
                "TableName": stream.table,
                "KeySchema": [
                    {"AttributeName": name, "KeyType": kind}
                    for name, kind in zip(stream.origin.keys, ("HASH", "RANGE"), strict=False)
                ],
                "Shards": shards,
            }
        }

    def _iterator(self, request: Request) -> Answer:
        stream = self._find(request["StreamArn"])
        if request["ShardId"] != stream.shard_id:
            raise StreamError(
                "ResourceNotFoundException", f"Requested resource not found: Shard: {request['ShardId']} not found"
            )
        try:
            made = make_iterator(stream, request["ShardIteratorType"], request.get("SequenceNumber"), self._now())
        except InvalidIterator as error:
            raise StreamError("ValidationException", str(error)) from error
        except Trimmed as error:
            raise _trimmed() from error
        return {"ShardIterator": made.written()}

    def _records(self, request: Request) -> Answer:
        try:
            iterator = read_iterator(request["ShardIterator"])
        except InvalidIterator as error:
            raise StreamError("ValidationException", str(error)) from error
        stream = self._find(iterator.arn)
        if iterator.expired(self._now()):
            raise StreamError(
                "ExpiredIteratorException", "Iterator expired. The iterator was created more than 15 minutes ago."
            )
        try:
            records, after = stream.read(iterator.start(stream), request.get("Limit", MAX_RECORDS))
        except Trimmed as error:
            raise _trimmed() from error
        if after is None:
            return {"Records": records}
        following = ShardIterator(iterator.arn, after, self._now(), iterator.horizon and not records)
        return {"Records": records, "NextShardIterator": following.written()}

    def _find(self, arn: str) -> Stream:
        stream = self._streams.find(arn)
        if stream is None or arn.split(":")[3:5] != [self._region, self._account_id]:
            raise StreamError("ResourceNotFoundException", f"Requested resource not found: Stream: {arn} not found")
        return stream


def _shard(stream: Stream) -> Answer:
    numbers = {"StartingSequenceNumber": str(FIRST)}
    if stream.closed_s is not None:
        numbers["EndingSequenceNumber"] = str(max(FIRST, stream.end - 1))
    return {"ShardId": stream.shard_id, "SequenceNumberRange": numbers}


def _trimmed() -> StreamError:
    return StreamError(
        "TrimmedDataAccessException", "The operation attempted to read past the oldest stream record in a shard."
    )
