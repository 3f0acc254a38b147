"""What stands is looked at after it was changed, and not all the time."""

from harness.workshop.changes import LONGEST_S, SETTLED_S, SHARE, SOONEST_S, Changes


def looked_at(changes: Changes, now_s: float, took_s: float = 0.0) -> bool:
    """Look if it is due; whether it was."""
    is_due = changes.is_due(now_s)
    if is_due:
        changes.looked(now_s, now_s + took_s)
    return is_due


def test_what_nobody_changes_is_looked_at_twice_at_the_beginning_and_never_again() -> None:
    changes = Changes()
    assert [looked_at(changes, now_s) for now_s in (0.0, 0.5, SETTLED_S, 100.0, 1000.0)] == [
        True, False, True, False, False,
    ]  # fmt: skip


def test_after_a_change_it_is_looked_at_once_soon_and_once_when_it_has_settled() -> None:
    changes = Changes()
    for now_s in (0.0, 10.0):
        looked_at(changes, now_s)
    changes.tell(1, {"s3": 1}, 20.0)
    assert changes.is_unseen()
    assert looked_at(changes, 20.0)
    assert not changes.is_unseen()
    assert [looked_at(changes, 20.0 + more_s) for more_s in (SOONEST_S, SETTLED_S, 50.0)] == [False, True, False]


def test_while_changes_go_on_looks_take_a_share_of_the_time() -> None:
    changes, looks = Changes(), 0
    for tenth in range(600):
        changes.tell(tenth + 1, {"s3": tenth + 1}, tenth / 10)
        looks += looked_at(changes, tenth / 10, took_s=0.25)
    assert 60 / (0.25 * (SHARE + 2)) <= looks <= 60 / (0.25 * SHARE)


def test_slow_looks_come_all_the_same() -> None:
    changes = Changes()
    changes.tell(1, {"s3": 1}, 0.0)
    looked_at(changes, 0.0, took_s=30.0)
    changes.tell(2, {"s3": 2}, 30.0)
    assert not changes.is_due(30.0 + LONGEST_S - 0.1)
    assert changes.is_due(30.0 + LONGEST_S)


def test_a_look_that_came_to_nothing_is_done_again_after_a_while() -> None:
    changes = Changes()
    changes.missed(0.0, 0.05)
    assert not changes.is_due(0.2)
    assert changes.is_due(0.05 + SOONEST_S)
    assert changes.is_due(100.0)


def test_a_look_reads_what_was_changed_and_once_more_when_it_has_settled() -> None:
    changes = Changes()
    read = [changes.services]
    for now_s in (0.0, SETTLED_S):
        assert looked_at(changes, now_s)
        read.append(changes.services)
    assert read == [None, None, frozenset()]
    changes.tell(2, {"s3": 1, "sqs": 2}, 20.0)
    assert changes.services == frozenset({"s3", "sqs"})
    assert looked_at(changes, 20.0)
    changes.tell(3, {"s3": 1, "sqs": 2, "iam": 3}, 21.5)
    assert changes.services == frozenset({"iam"})
    assert looked_at(changes, 21.5)
    assert changes.services == frozenset({"s3", "sqs", "iam"})
    assert looked_at(changes, 21.5 + SETTLED_S)
    assert changes.services == frozenset()


def test_what_a_look_missed_is_still_to_be_read() -> None:
    changes = Changes()
    for now_s in (0.0, SETTLED_S):
        looked_at(changes, now_s)
    changes.tell(1, {"s3": 1}, 20.0)
    changes.missed(20.0, 20.5)
    assert changes.services == frozenset({"s3"})
