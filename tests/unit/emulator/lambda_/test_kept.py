"""Things are stored for their first user, and deleted with the last, but for some that are spared."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as some

from emulator.lambda_.kept import Kept


@given(
    steps=some.lists(some.tuples(some.booleans(), some.sampled_from("abcde"), some.integers(0, 5)), max_size=60),
    spare=some.integers(0, 2),
)
def test_what_is_used_is_there_and_little_else(steps: list[tuple[bool, str, int]], spare: int) -> None:
    there: Counter[str] = Counter()
    users: dict[str, set[int]] = {}
    kept = Kept[str](lambda name: there.subtract([name]), spare)
    for is_used, name, user in steps:
        if is_used:
            kept.use(name, user, lambda: there.update([name]))  # noqa: B023 - called at once
            users.setdefault(name, set()).add(user)
        else:
            kept.leave(user)
            for each in users.values():
                each.discard(user)
        used = {each for each, by in users.items() if by}
        assert set(there.values()) <= {0, 1}, "nothing is stored or deleted twice"
        assert used <= set(+there)
    kept.leave("nobody")
    assert len(+there) <= len({each for each, by in users.items() if by}) + spare


def test_what_could_not_be_stored_is_stored_for_the_next() -> None:
    stored: list[str] = []
    kept = Kept[str](stored.remove, 0)

    def fail() -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        kept.use("a", 1, fail)
    kept.use("a", 2, lambda: stored.append("a"))
    kept.leave(1)
    assert stored == ["a"]
    kept.leave(2)
    assert stored == []
