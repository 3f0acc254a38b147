"""The pure rules of the history, the tables' shapes, and the attempts at a write."""

from random import Random

import pytest
from botocore.exceptions import ClientError

from s3_events.change import ObjectChange, padded
from size_ledger.rules import Verdict, entry_for, judge
from size_tables.conflicts import Attempts, is_conflict
from size_tables.history import event_key
from size_tables.memory import object_event
from size_tables.objects import STATE_ROW, ObjectRow, State, object_name_of, row_name
from tests.unit.lambdas.s3_cleanup.fake_dynamodb import refused
from tests.unit.lambdas.s3_cleanup.notifications import BUCKET, EVENT_TIME


def change(size: int | None, sequencer: str = "05", name: str = "a.txt") -> ObjectChange:
    event_type = "ObjectRemoved:Delete" if size is None else "ObjectCreated:Put"
    return ObjectChange(BUCKET, name, event_type, padded(sequencer), size or 0, EVENT_TIME)


@pytest.mark.parametrize(
    ("first_from", "verdict"),
    [(None, Verdict.LATEST), ("05", Verdict.DUPLICATE), ("0500", Verdict.DUPLICATE), ("06", Verdict.SUPERSEDED)],
)
def test_what_an_event_is_given_what_is_recorded(first_from: str | None, verdict: Verdict) -> None:
    recorded = None if first_from is None else object_event("a.txt", padded(first_from))
    assert judge(change(18), recorded) is verdict


@pytest.mark.parametrize(
    ("size", "verdict", "previous", "delta", "total"),
    [
        (18, Verdict.LATEST, 0, 18, 118),
        (18, Verdict.LATEST, 28, -10, 90),
        (0, Verdict.LATEST, 28, -28, 72),
        (None, Verdict.LATEST, 28, -28, 72),
        (None, Verdict.LATEST, 0, 0, 100),
        (18, Verdict.SUPERSEDED, 28, 0, 100),
        (None, Verdict.SUPERSEDED, 28, 0, 100),
    ],
)
def test_the_delta_is_the_new_size_less_the_previous_one(
    size: int | None, verdict: Verdict, previous: int, delta: int, total: int
) -> None:
    entry = entry_for(change(size), verdict, State(100, 6), previous)
    assert (entry.size_delta, entry.state) == (delta, State(total, 7))
    assert entry.superseded is (verdict is Verdict.SUPERSEDED)


def test_event_keys_sort_as_the_changes_were_applied() -> None:
    keys = [event_key(number, object_event(f"{number}", padded("01"))) for number in (1, 2, 9, 10, 11, 100)]
    assert keys == sorted(keys)


def test_events_of_one_object_sort_by_sequencer_and_apart_from_other_objects() -> None:
    mine = [object_event("a.txt", padded(s)) for s in ("01", "012", "02")]
    assert mine == sorted(mine)
    assert not object_event("a.txt#", padded("01")).startswith(mine[0].partition("#")[0])


def test_an_event_has_room_in_a_sort_key_however_long_the_name() -> None:
    assert len(event_key(1, object_event("ü" * 512, padded("0" * 20))).encode()) <= 1024


@pytest.mark.parametrize("name", ["a.txt", STATE_ROW, f"{STATE_ROW}/a", f"{STATE_ROW}/{STATE_ROW}", f"x{STATE_ROW}"])
def test_no_object_can_take_the_state_row_s_name(name: str) -> None:
    assert row_name(name) != STATE_ROW
    assert object_name_of(row_name(name)) == name


def test_row_names_are_different_for_different_objects() -> None:
    names = ["a", STATE_ROW, f"{STATE_ROW}/", f"{STATE_ROW}/{STATE_ROW}", f"{STATE_ROW}/{STATE_ROW}/"]
    assert len({row_name(name) for name in names}) == len(names)


def test_rows_written_by_hand_need_no_sequencer() -> None:
    item = {"object_name": {"S": "a.txt"}, "bucket_name": {"S": BUCKET}, "size": {"N": "18"}}
    assert ObjectRow.from_item(item) == ObjectRow("a.txt", 18, "")


@pytest.mark.parametrize("item", [None, {"object_name": {"S": STATE_ROW}, "cleaned_at_ms": {"N": "1"}}])
def test_the_state_is_zero_before_the_first_change(item: dict[str, dict[str, str]] | None) -> None:
    assert State.from_item(item) == State(0, 0)


def test_attempts_are_bounded_and_further_and_further_apart() -> None:
    pauses: list[float] = []
    assert list(Attempts(pauses.append, Random(1), limit=12)) == list(range(12))
    assert len(pauses) == 11
    assert all(0 <= pause <= min(0.25, 0.01 * 2**number) for number, pause in enumerate(pauses, start=1))
    assert max(pauses) > 0.02


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (refused("TransactionConflictException", "UpdateItem"), True),
        (refused("TransactionInProgressException", "TransactWriteItems"), True),
        (refused("AccessDeniedException", "TransactWriteItems"), False),
        (refused("TransactionCanceledException", "TransactWriteItems"), False),
    ],
)
def test_conflicts_by_code(error: ClientError, expected: bool) -> None:
    assert is_conflict(error) is expected


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (["None", "ConditionalCheckFailed"], True),
        (["TransactionConflict", "None"], True),
        (["ThrottlingError"], True),
        (["ProvisionedThroughputExceeded", "ConditionalCheckFailed"], True),
        (["ValidationError", "ConditionalCheckFailed"], False),
        (["ItemCollectionSizeLimitExceeded"], False),
        (["None"], False),
    ],
)
def test_conflicts_by_cancellation_reason(reasons: list[str], expected: bool) -> None:
    codes = [{"Code": code} for code in reasons]
    error = refused("TransactionCanceledException", "TransactWriteItems", CancellationReasons=codes)
    assert is_conflict(error) is expected
