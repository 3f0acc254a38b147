"""Shard iterators: where GetRecords goes on, written into a text. Pure.

API reference, GetShardIterator: an iterator is of no use after fifteen minutes.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from emulator.dynamodb.streams.stream import FIRST, Stream, Trimmed

LIFETIME_S = 900
KINDS = ("TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER")


class InvalidIterator(ValueError):
    """The request can't make an iterator, or the text is none. The message says why."""


@dataclass(frozen=True)
class ShardIterator:
    """A position in a stream. `horizon` while nothing was read from the beginning: the oldest record then."""

    arn: str
    position: int
    issued_s: float
    horizon: bool = False

    def written(self) -> str:
        """The text for the caller."""
        told = json.dumps([self.position, self.issued_s, self.horizon])
        return f"{self.arn}|1|{urlsafe_b64encode(told.encode()).decode()}"

    def expired(self, now_s: float) -> bool:
        """Whether it is too old."""
        return now_s - self.issued_s > LIFETIME_S

    def start(self, stream: Stream) -> int:
        """Where to read."""
        return max(self.position, stream.horizon) if self.horizon else self.position


def read_iterator(text: str) -> ShardIterator:
    """The iterator that a caller gives back; InvalidIterator for any other text."""
    try:
        arn, _, told = text.split("|")
        position, issued_s, horizon = json.loads(urlsafe_b64decode(told))
        return ShardIterator(arn, int(position), float(issued_s), bool(horizon))
    except (ValueError, TypeError) as error:
        raise InvalidIterator("Invalid ShardIterator") from error


def make_iterator(stream: Stream, kind: str, sequence_number: str | None, now_s: float) -> ShardIterator:
    """What GetShardIterator answers; Trimmed when the record isn't kept any longer."""
    arn = stream.origin.arn
    if kind == "LATEST":
        return ShardIterator(arn, stream.end, now_s)
    if kind == "TRIM_HORIZON":
        return ShardIterator(arn, stream.horizon, now_s, horizon=True)
    if sequence_number is None or not sequence_number.isdigit():
        raise InvalidIterator(f"Invalid SequenceNumber: a {kind} iterator needs one of the stream's")
    position = int(sequence_number)
    told = kind == "AT_SEQUENCE_NUMBER" and position == FIRST  # DescribeStream tells it before there is a record
    if position >= stream.end and not told:
        raise InvalidIterator(f"Invalid SequenceNumber: {sequence_number} is not one of the stream's")
    if position < stream.horizon:
        raise Trimmed
    return ShardIterator(arn, position + (kind == "AFTER_SEQUENCE_NUMBER"), now_s)
