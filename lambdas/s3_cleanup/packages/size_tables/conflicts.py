"""Optimistic writes: when another writer was faster, try again, a bounded number of times and apart from each other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from botocore.exceptions import ClientError

_RETRIED_ERRORS = frozenset({"TransactionConflictException", "TransactionInProgressException"})
_RETRIED_REASONS = frozenset(
    {"ConditionalCheckFailed", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
)


class ConflictError(Exception):
    """Other writers were faster every time. The message says what to do. Only a lost answer could hide a write."""


@dataclass(frozen=True)
class Attempts:
    """How often, and how long apart: full jitter, doubling from `base_s` up to `cap_s` seconds."""

    sleep: Callable[[float], None]
    random: Random
    limit: int = 40
    base_s: float = 0.01
    cap_s: float = 0.25

    def __iter__(self) -> Iterator[int]:
        """The attempts, numbered from 0, with a pause before each but the first."""
        for number in range(self.limit):
            if number:
                self.sleep(self.random.uniform(0, min(self.cap_s, self.base_s * 2**number)))
            yield number


def is_conflict(error: ClientError) -> bool:
    """True when the write failed because of another writer or of throttling, so that a new attempt may succeed.

    Source: DynamoDB API reference, TransactWriteItems, cancellation reasons.
    """
    response: Any = error.response
    if response["Error"]["Code"] in _RETRIED_ERRORS:
        return True
    reasons = {reason["Code"] for reason in response.get("CancellationReasons", ())} - {"None"}
    return bool(reasons) and reasons <= _RETRIED_REASONS
