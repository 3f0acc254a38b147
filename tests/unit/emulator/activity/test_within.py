"""What counts for a caller that asks about its own resources only."""

import pytest

from emulator.activity.answer import counts

OWN = frozenset({"worker", "jobs", "uploads"})


@pytest.mark.parametrize("name", ["worker", "jobs", "/aws/lambda/worker", "function:worker"])
def test_what_bears_a_name_of_the_callers_counts(name: str) -> None:
    assert counts(name, OWN)


@pytest.mark.parametrize("name", ["other", "jobs-of-others", "/aws/lambda/other", "function:other", "worker-2"])
def test_what_is_called_otherwise_does_not(name: str) -> None:
    assert not counts(name, OWN)


def test_everything_counts_for_who_names_nothing() -> None:
    assert counts("other", frozenset())
