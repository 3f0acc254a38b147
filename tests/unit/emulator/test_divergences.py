"""Divergences are kept by account, each once, and can be read from a mark on."""

from emulator.divergences import Divergences


def test_each_is_told_once_and_sorted_and_accounts_are_apart() -> None:
    register = Divergences()
    for identifier, account in (("b", "1"), ("a", "1"), ("b", "1"), ("c", "2")):
        register.touch(identifier, "why", account)
    assert register.of_account("1") == (4, [("a", "why"), ("b", "why")])
    assert register.of_account("3") == (4, [])


def test_after_a_mark_only_what_was_touched_since_is_told() -> None:
    register = Divergences()
    register.touch("a", "x", "1")
    register.touch("b", "x", "1")
    mark, _ = register.of_account("1")
    assert register.of_account("1", mark) == (2, [])
    register.touch("a", "x", "1")
    assert register.of_account("1", mark) == (3, [("a", "x")])
