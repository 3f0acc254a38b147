"""The cleaner: the largest current object, once for each transition of the alarm."""

from random import Random
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from clean_up.alarm import Transition, transition_of
from clean_up.cleaner import Cleaner, Outcome
from size_tables.conflicts import Attempts, ConflictError
from size_tables.objects import row_name
from tests.examples import examples
from tests.unit.lambdas.s3_cleanup.fake_dynamodb import FakeDynamoDB, refused
from tests.unit.lambdas.s3_cleanup.fake_s3 import FakeS3
from tests.unit.lambdas.s3_cleanup.interleaving import Interleaving
from tests.unit.lambdas.s3_cleanup.lines import Lines
from tests.unit.lambdas.s3_cleanup.notifications import BUCKET

FIRST, SECOND = "2026-01-02T03:05:00.123+0000", "2026-01-02T03:09:00.000+0000"


def alarm(timestamp: str, state: str = "ALARM") -> dict[str, Any]:
    """What an alarm hands to its Lambda action."""
    return {
        "source": "aws.cloudwatch",
        "alarmArn": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:assignment4-total-size-alarm",
        "time": timestamp,
        "alarmData": {
            "alarmName": "assignment4-total-size-alarm",
            "state": {"value": state, "timestamp": timestamp},
            "previousState": {"value": "OK"},
        },
    }


class System:
    """A bucket, its table, and cleaners."""

    def __init__(self, **sizes: int) -> None:
        self.s3 = FakeS3()
        self.dynamodb = FakeDynamoDB()
        self.lines = Lines()
        self.dynamodb.tables["ObjectTable"][("__STATE__",)] = {
            "object_name": {"S": "__STATE__"},
            "total_size": {"N": str(sum(sizes.values()))},
        }
        for name, size in sizes.items():
            self.put(name, size)

    def put(self, name: str, size: int, sequencer: str = "01") -> None:
        """Put an object into the bucket and its row into the table."""
        self.s3.objects.add(name)
        self.dynamodb.tables["ObjectTable"][(row_name(name),)] = {
            "object_name": {"S": row_name(name)},
            "bucket_name": {"S": BUCKET},
            "size": {"N": str(size)},
            "sequencer": {"S": sequencer},
        }

    def forget(self, name: str) -> None:
        """Remove the object's row, as size-tracking does when it hears of the deletion."""
        del self.dynamodb.tables["ObjectTable"][(row_name(name),)]

    def clean(self, event: dict[str, Any]) -> Outcome:
        """One invocation."""
        attempts = Attempts(lambda _: None, Random(0), limit=3)
        dynamodb, s3 = cast(Any, self.dynamodb), cast(Any, self.s3)
        return Cleaner(dynamodb, s3, "ObjectTable", BUCKET, self.lines, attempts).run(event)


def test_the_largest_object_is_removed() -> None:
    system = System(small=2, large=28, middle=18)
    assert system.clean(alarm(FIRST)) == {"removed": "large", "size": 28, "reason": "largest current object"}
    assert system.s3.objects == {"small", "middle"}
    assert system.lines.all == [{"event": "object_removed", "bucket_name": BUCKET, "object_name": "large", "size": 28}]


@pytest.mark.parametrize("event", [alarm(FIRST), {}], ids=["alarm", "by-hand"])
def test_with_nothing_to_delete_it_says_so_and_succeeds(event: dict[str, Any]) -> None:
    system = System()
    assert system.clean(event) == {"removed": None, "reason": "nothing to delete"}
    assert system.lines.all == [{"event": "nothing_removed", "bucket_name": BUCKET, "reason": "nothing to delete"}]


def test_the_state_row_is_never_a_candidate() -> None:
    system = System(small=2)
    state = system.dynamodb.tables["ObjectTable"][("__STATE__",)]
    state |= {"bucket_name": {"S": BUCKET}, "size": {"N": "1000000"}}
    system.s3.objects.add("__STATE__")
    assert system.clean(alarm(FIRST))["removed"] == "small"


def test_an_object_called_like_the_state_row_is_one() -> None:
    system = System(**{"__STATE__": 28, "small": 2})
    assert system.clean(alarm(FIRST))["removed"] == "__STATE__"
    assert system.s3.objects == {"small"}


def test_an_object_that_is_gone_already_is_passed_over() -> None:
    system = System(small=2, gone=28, middle=18)
    system.s3.objects.remove("gone")
    assert system.clean(alarm(FIRST))["removed"] == "middle"


def test_another_failure_to_look_is_not_taken_for_absence() -> None:
    system = System(hidden=28, small=2)
    system.s3.objects.remove("hidden")
    system.s3.head_status = 403
    with pytest.raises(ClientError):
        system.clean(alarm(FIRST))
    assert system.s3.deleted == []


@pytest.mark.parametrize("state", ["OK", "INSUFFICIENT_DATA"])
def test_only_a_transition_to_alarm_removes_anything(state: str) -> None:
    system = System(large=28)
    assert system.clean(alarm(FIRST, state)) == {"removed": None, "reason": f"the alarm went to {state}"}


def test_by_hand_it_removes_an_object_each_time() -> None:
    system = System(small=2, large=28, middle=18)
    assert [system.clean({})["removed"] for _ in range(4)] == ["large", "middle", "small", None]


def test_a_repeated_invocation_removes_no_second_object() -> None:
    system = System(small=2, large=28, middle=18)
    system.clean(alarm(FIRST))
    assert system.clean(alarm(FIRST)) == {"removed": None, "reason": "this transition has removed large"}
    system.forget("large")
    assert system.clean(alarm(FIRST)) == {"removed": None, "reason": "this transition has removed large"}
    assert system.s3.deleted == ["large"]


def test_the_next_transition_removes_the_next_object() -> None:
    system = System(small=2, large=28, middle=18)
    system.clean(alarm(FIRST))
    assert system.clean(alarm(SECOND))["removed"] == "middle"
    assert system.clean(alarm(FIRST)) == {"removed": None, "reason": "a later transition has been answered"}


def test_a_repetition_finishes_what_a_dead_invocation_began() -> None:
    system = System(small=2, large=28)
    system.s3.dies = True
    with pytest.raises(SystemExit):
        system.clean(alarm(FIRST))
    system.s3.dies = False
    system.put("larger", 99)
    assert system.clean(alarm(FIRST))["removed"] == "large"


def test_a_repetition_leaves_an_object_that_was_uploaded_again() -> None:
    system = System(small=2, large=28)
    system.clean(alarm(FIRST))
    system.put("large", 30, sequencer="02")
    assert system.clean(alarm(FIRST))["removed"] is None
    assert "large" in system.s3.objects


def test_the_claim_leaves_the_total_and_the_index_alone() -> None:
    system = System(small=2, large=28)
    system.clean(alarm(FIRST))
    assert system.dynamodb.tables["ObjectTable"][("__STATE__",)] == {
        "object_name": {"S": "__STATE__"},
        "total_size": {"N": "30"},
        "cleaned_at_ms": {"N": "1767323100123"},
        "cleaned_object": {"S": "large"},
        "cleaned_sequencer": {"S": "01"},
    }


def test_a_busy_state_row_is_tried_again_and_then_given_up() -> None:
    system = System(large=28)
    faults = ["busy", "busy"]

    def busy(operation: str, call: Any) -> Any:
        if operation == "UpdateItem" and faults:
            faults.pop()
            raise refused("TransactionConflictException", operation)
        return call()

    system.dynamodb.fault = busy
    assert system.clean(alarm(FIRST))["removed"] == "large"
    faults.extend(["busy"] * 3)
    system.put("next", 5)
    with pytest.raises(ConflictError, match="busy in 3 attempts"):
        system.clean(alarm(SECOND))


def test_a_refused_claim_is_an_error() -> None:
    system = System(large=28)

    def denied(operation: str, call: Any) -> Any:
        if operation == "UpdateItem":
            raise refused("AccessDeniedException", operation)
        return call()

    system.dynamodb.fault = denied
    with pytest.raises(ClientError):
        system.clean(alarm(FIRST))
    assert system.s3.deleted == []


@settings(max_examples=examples(2), deadline=None)
@given(schedule=st.lists(st.integers(0, 5), max_size=60), copies=st.tuples(st.integers(1, 3), st.integers(0, 2)))
def test_concurrent_invocations_remove_one_object_a_transition(schedule: list[int], copies: tuple[int, int]) -> None:
    system = System(a=5, b=28, c=18, d=7)
    events = [alarm(FIRST)] * copies[0] + [alarm(SECOND)] * copies[1]
    scheduler = Interleaving(schedule)
    system.dynamodb.turn = system.s3.turn = scheduler.turn
    scheduler.run([lambda event=event: system.clean(event) for event in events])  # type: ignore[misc]
    transitions = 1 + bool(copies[1])
    assert 1 <= len(system.s3.deleted) <= transitions
    assert system.s3.deleted[0] == "b"


@pytest.mark.parametrize(
    ("timestamp", "at_ms"),
    [
        ("2026-01-02T03:05:00.123+0000", 1767323100123),
        ("2026-01-02T03:05:00.123456+00:00", 1767323100123),
        ("2026-01-02T03:05:00Z", 1767323100000),
        ("2026-01-02T05:05:00.123+0200", 1767323100123),
    ],
)
def test_the_transition_s_time(timestamp: str, at_ms: int) -> None:
    assert transition_of(alarm(timestamp)) == Transition("ALARM", at_ms)
