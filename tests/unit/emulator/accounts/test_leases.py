"""Leases of accounts: one at a time, renewed, released, lapsed; and accounts nobody has."""

from emulator.accounts.leases import FIRST_FRESH, Leases

ACCOUNT = "111111111111"


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_one_holder_at_a_time_and_accounts_apart() -> None:
    leases = Leases(Hand())
    assert leases.take(ACCOUNT, "first", "a", 10).token == "a"
    assert leases.take(ACCOUNT, "second", "b", 10).holder == "first"
    assert leases.take("222222222222", "second", "b", 10).holder == "second"


def test_renewing_counts_and_prolongs() -> None:
    clock = Hand()
    leases = Leases(clock)
    leases.take(ACCOUNT, "first", "a", 10)
    clock.now_s = 8
    renewed = leases.take(ACCOUNT, "first", "a", 10)
    assert (renewed.renewals, renewed.until_s) == (1, 18)
    clock.now_s = 17
    assert leases.take(ACCOUNT, "second", "b", 10) == renewed


def test_one_that_is_not_renewed_lapses_and_is_lost() -> None:
    clock = Hand()
    leases = Leases(clock)
    leases.take(ACCOUNT, "first", "a", 10)
    clock.now_s = 10
    taken = leases.take(ACCOUNT, "second", "b", 10)
    assert (taken.token, taken.renewals) == ("b", 0)
    assert leases.take(ACCOUNT, "first", "a", 10) == taken


def test_only_its_holder_releases_it() -> None:
    leases = Leases(Hand())
    leases.take(ACCOUNT, "first", "a", 10)
    leases.release(ACCOUNT, "b")
    assert leases.take(ACCOUNT, "second", "b", 10).token == "a"
    leases.release(ACCOUNT, "a")
    leases.release(ACCOUNT, "a")
    assert leases.take(ACCOUNT, "second", "b", 10).token == "b"


def test_fresh_accounts_are_nobodys() -> None:
    leases = Leases(Hand())
    leases.take(str(FIRST_FRESH + 1), "somebody", "a", 10)
    leases.release(str(FIRST_FRESH + 1), "a")
    assert [leases.fresh() for _ in range(3)] == [str(FIRST_FRESH + number) for number in (0, 2, 3)]
