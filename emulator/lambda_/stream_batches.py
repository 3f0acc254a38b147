"""How an event source mapping deals with a batch of a stream: retried, split, given up. Pure.

Developer guide, "Using Lambda with DynamoDB" and "Configuring partial batch response with DynamoDB": a batch
that failed is tried again whole, and nothing behind it is read meanwhile. `BisectBatchOnFunctionError` splits it in
two, which doesn't count as a retry. A partial answer moves the beginning of the batch to the first record that failed.
What is too old, or was retried often enough, is given up and told to the failure destination.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

FOR_EVER = -1
RETRIES_EXHAUSTED, TOO_OLD = "RetryAttemptsExhausted", "RecordAgeExceeded"
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 30.0
LARGEST_PAYLOAD_BYTES = 6 * 1024 * 1024 - 64 * 1024
"""Of one invocation; a batch that is larger is cut."""
Record = dict[str, Any]


@dataclass(frozen=True)
class Policy:
    """The settings of a mapping that decide about failures."""

    retries: int = FOR_EVER
    max_age_s: int = FOR_EVER
    bisect: bool = False

    @classmethod
    def of(cls, mapping: Mapping[str, Any]) -> "Policy":
        """From the configuration of a mapping, in AWS's words."""
        return cls(
            mapping.get("MaximumRetryAttempts", FOR_EVER),
            mapping.get("MaximumRecordAgeInSeconds", FOR_EVER),
            bool(mapping.get("BisectBatchOnFunctionError")),
        )


@dataclass(frozen=True)
class Result:
    """What an invocation came to: `failed_from` is the first record that failed, None when none did."""

    failed_from: int | None = None
    error: Mapping[str, Any] = field(default_factory=dict)


class Port(Protocol):
    """What the work needs of the world."""

    def invoke(self, records: Sequence[Record]) -> Result:
        """Have the function process the records."""
        ...

    def give_up(self, records: Sequence[Record], condition: str, error: Mapping[str, Any], invocations: int) -> None:
        """Tell the failure destination."""
        ...

    def age_s(self, record: Record) -> float:
        """How old a record is."""
        ...

    def pause(self, seconds: float) -> None:
        """Wait, or until the mapping is stopped."""
        ...

    def wanted(self) -> bool:
        """Whether the mapping still works."""
        ...


@dataclass(frozen=True)
class _Part:
    records: Sequence[Record]
    invocations: int = 0
    """How often exactly these records were tried."""
    error: Mapping[str, Any] = field(default_factory=dict)


def work_off(records: Sequence[Record], policy: Policy, port: Port) -> Sequence[Record]:
    """Deal with records in their order; what is left is empty, unless the mapping was stopped meanwhile."""
    parts = deque([_Part(records)])
    while parts and port.wanted():
        part = _without_old(parts.popleft(), policy, port)
        if not part.records:
            continue
        if policy.retries != FOR_EVER and part.invocations > policy.retries:
            port.give_up(part.records, RETRIES_EXHAUSTED, part.error, part.invocations)
            continue
        if part.invocations:
            port.pause(min(FIRST_PAUSE_S * 2 ** (part.invocations - 1), LONGEST_PAUSE_S))
            if not port.wanted():
                parts.appendleft(part)
                break
        result = port.invoke(part.records)
        if result.failed_from is not None:
            parts.extendleft(reversed(_again(part, result, policy)))
    return [record for part in parts for record in part.records]


def _again(part: _Part, result: Result, policy: Policy) -> list[_Part]:
    """What is to be tried again after a failure."""
    start = result.failed_from or 0
    rest = part.records[start:]
    if start:
        return [_Part(rest, 0, result.error)]
    if policy.bisect and len(rest) > 1:
        middle = len(rest) // 2
        return [_Part(rest[:middle], 0, result.error), _Part(rest[middle:], 0, result.error)]
    return [_Part(rest, part.invocations + 1, result.error)]


def _without_old(part: _Part, policy: Policy, port: Port) -> _Part:
    """The part without what is too old, which is given up."""
    if policy.max_age_s == FOR_EVER:
        return part
    old = 0
    while old < len(part.records) and port.age_s(part.records[old]) >= policy.max_age_s:
        old += 1
    if old:
        port.give_up(part.records[:old], TOO_OLD, part.error, part.invocations)
    return _Part(part.records[old:], part.invocations, part.error)


def first_failed(answer: Any, sequence_numbers: Sequence[str]) -> int | None:
    """The first record that a function's answer reports as failed; None for none, 0 for an answer that can't be read.

    Of several, the one with the lowest sequence number counts; an identifier of no record fails the whole batch.
    """
    failures = answer.get("batchItemFailures") if isinstance(answer, Mapping) else None
    if not failures:
        return None
    if not isinstance(failures, list):
        return 0
    named = [one.get("itemIdentifier") if isinstance(one, Mapping) else None for one in failures]
    if not all(name in sequence_numbers for name in named):
        return 0
    return min(sequence_numbers.index(str(name)) for name in named)


def payloads(sizes: Sequence[int], limit: int = LARGEST_PAYLOAD_BYTES) -> list[int]:
    """How many records go into each invocation, given their sizes in bytes: at least one."""
    counts: list[int] = []
    size = limit + 1
    for one in sizes:
        if size + one > limit:
            counts.append(0)
            size = 0
        counts[-1] += 1
        size += one
    return counts
