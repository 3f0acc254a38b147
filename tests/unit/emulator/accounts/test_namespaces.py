"""Which accounts share the names of buckets."""

from emulator import DEFAULT_ACCOUNT
from emulator.accounts.namespaces import Namespaces


def test_accounts_that_no_run_has_share_theirs() -> None:
    namespaces = Namespaces()
    assert namespaces.of("111122223333") == namespaces.of("444455556666") == namespaces.of(DEFAULT_ACCOUNT)


def test_an_account_of_a_run_has_names_of_its_own_and_keeps_them() -> None:
    namespaces = Namespaces()
    namespaces.set_apart("700000000001")
    namespaces.set_apart("700000000002")
    assert len({namespaces.of(each) for each in ("700000000001", "700000000002", DEFAULT_ACCOUNT)}) == 3
    namespaces.set_apart("700000000003", beside="700000000001")
    assert namespaces.of("700000000003") == namespaces.of("700000000001")
    namespaces.set_apart("700000000003")
    assert namespaces.of("700000000003") == namespaces.of("700000000001"), "leased later"


def test_the_default_account_is_never_apart() -> None:
    namespaces = Namespaces()
    namespaces.set_apart(DEFAULT_ACCOUNT)
    assert namespaces.of(DEFAULT_ACCOUNT) == namespaces.of("111122223333")
