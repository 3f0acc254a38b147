"""How a batch of a stream is dealt with: each way a function can fail, and each setting that answers it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from emulator.lambda_.stream_batches import FOR_EVER, Policy, Record, Result, first_failed, payloads, work_off

Answer = Callable[[list[int]], int | None]


class Function:
    """A port whose function is a table of answers; remembers what it was asked for."""

    def __init__(self, answer: Answer, ages: Mapping[int, float] | None = None, stop_after: int = 1000) -> None:
        self._answer, self._ages, self._stop_after = answer, ages or {}, stop_after
        self.seen: list[list[int]] = []
        self.given_up: list[tuple[list[int], str, int]] = []
        self.pauses: list[float] = []

    def invoke(self, records: Sequence[Record]) -> Result:
        numbers = [record["n"] for record in records]
        self.seen.append(numbers)
        return Result(self._answer(numbers), {"requestId": str(len(self.seen))})

    def give_up(self, records: Sequence[Record], condition: str, error: Mapping[str, Any], invocations: int) -> None:
        self.given_up.append(([record["n"] for record in records], condition, invocations))

    def age_s(self, record: Record) -> float:
        return self._ages.get(record["n"], 0)

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def wanted(self) -> bool:
        return len(self.seen) < self._stop_after


def worked(function: Function, policy: Policy, count: int = 4) -> list[int]:
    return [record["n"] for record in work_off([{"n": number} for number in range(count)], policy, function)]


def poisoned(*bad: int) -> Answer:
    """Fails as a whole when a bad record is in the batch."""
    return lambda numbers: 0 if set(numbers) & set(bad) else None


def test_what_succeeds_is_done_once() -> None:
    function = Function(poisoned())
    assert worked(function, Policy()) == []
    assert function.seen == [[0, 1, 2, 3]]


def test_a_batch_is_retried_as_a_whole_and_then_given_up() -> None:
    function = Function(poisoned(2))
    assert worked(function, Policy(retries=2)) == []
    assert function.seen == [[0, 1, 2, 3]] * 3
    assert function.given_up == [([0, 1, 2, 3], "RetryAttemptsExhausted", 3)]
    assert function.pauses == [0.1, 0.2]


def test_bisection_leaves_the_one_that_fails() -> None:
    function = Function(poisoned(2))
    assert worked(function, Policy(retries=1, bisect=True)) == []
    assert function.seen == [[0, 1, 2, 3], [0, 1], [2, 3], [2], [2], [3]]
    assert function.given_up == [([2], "RetryAttemptsExhausted", 2)]


def test_a_partial_answer_goes_on_at_the_first_that_failed() -> None:
    function = Function(lambda numbers: numbers.index(2) if 2 in numbers else None)
    assert worked(function, Policy(retries=1)) == []
    assert function.seen == [[0, 1, 2, 3], [2, 3], [2, 3]]
    assert function.given_up == [([2, 3], "RetryAttemptsExhausted", 2)]


def test_a_partial_answer_with_bisection_loses_no_other() -> None:
    function = Function(lambda numbers: numbers.index(1) if 1 in numbers else None)
    assert worked(function, Policy(retries=0, bisect=True)) == []
    assert function.seen == [[0, 1, 2, 3], [1, 2, 3], [1], [2, 3]]
    assert [numbers for numbers, _, _ in function.given_up] == [[1]]


def test_what_is_too_old_is_given_up_without_being_tried() -> None:
    function = Function(poisoned(), ages={0: 90, 1: 61})
    assert worked(function, Policy(max_age_s=60)) == []
    assert function.seen == [[2, 3]]
    assert function.given_up == [([0, 1], "RecordAgeExceeded", 0)]


def test_without_a_limit_it_is_tried_until_the_mapping_stops_and_what_is_left_is_told() -> None:
    function = Function(poisoned(1), stop_after=12)
    assert worked(function, Policy(bisect=True)) == [1, 2, 3]
    assert function.given_up == []
    assert max(function.pauses) <= 30


@pytest.mark.parametrize(
    ("answer", "failed"),
    [
        (None, None),
        ("done", None),
        ({}, None),
        ({"batchItemFailures": []}, None),
        ({"batchItemFailures": None}, None),
        ({"batchItemFailures": [{"itemIdentifier": "12"}]}, 1),
        ({"batchItemFailures": [{"itemIdentifier": "13"}, {"itemIdentifier": "12"}]}, 1),
        ({"batchItemFailures": [{"itemIdentifier": "99"}]}, 0),
        ({"batchItemFailures": [{"itemIdentifier": ""}]}, 0),
        ({"batchItemFailures": [{}]}, 0),
        ({"batchItemFailures": ["12"]}, 0),
        ({"batchItemFailures": "12"}, 0),
    ],
)
def test_what_an_answer_reports_as_failed(answer: Any, failed: int | None) -> None:
    assert first_failed(answer, ["11", "12", "13"]) == failed


def test_settings_come_from_the_mapping() -> None:
    mapping = {"MaximumRetryAttempts": 3, "MaximumRecordAgeInSeconds": 60, "BisectBatchOnFunctionError": True}
    assert Policy.of(mapping) == Policy(3, 60, True)
    assert Policy.of({}) == Policy(FOR_EVER, FOR_EVER, False)


def test_an_invocation_carries_what_fits() -> None:
    assert payloads([]) == []
    assert payloads([4, 4, 4], limit=10) == [2, 1]
    assert payloads([20, 4, 4, 4], limit=10) == [1, 2, 1]
