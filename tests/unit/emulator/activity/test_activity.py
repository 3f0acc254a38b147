"""Counting what is in progress."""

import threading
from concurrent.futures import ThreadPoolExecutor

from emulator.activity.tickets import await_change, running, started


def test_tickets_count_until_they_are_finished() -> None:
    assert running("100000000001") == ({}, 0)
    first, second = started("100000000001", "invocations", "f"), started("100000000001", "invocations", "f")
    third = started("100000000001", "sns_deliveries", "t")
    assert running("100000000001") == ({"invocations": {"f": 2}, "sns_deliveries": {"t": 1}}, 3)
    first.finish()
    first.finish()
    assert running("100000000001") == ({"invocations": {"f": 1}, "sns_deliveries": {"t": 1}}, 4)
    with second:
        third.finish()
    assert running("100000000001") == ({}, 6)


def test_accounts_are_apart() -> None:
    with started("100000000002", "invocations", "f"):
        assert running("100000000003") == ({}, 0)


def test_a_chain_handed_from_thread_to_thread_is_never_missed() -> None:
    account_id, length, seen_empty = "100000000004", 300, []
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            found, changes = running(account_id)
            if not found and changes and not over.is_set():
                seen_empty.append(changes)

    with ThreadPoolExecutor(4) as pool:
        watcher = threading.Thread(target=watch)

        def link(n: int, ticket: object) -> None:
            if n:
                pool.submit(link, n - 1, started(account_id, "links", str(n)))
            else:
                over.set()
            ticket.finish()  # type: ignore[attr-defined]

        first = started(account_id, "links", "first")
        watcher.start()
        pool.submit(link, length, first)
        assert over.wait(20)
        watcher.join(5)
    assert seen_empty == []
    assert running(account_id)[0] == {}


def test_who_waits_for_a_change_is_told_at_once_and_of_one_that_has_been() -> None:
    account_id = "100000000005"
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(await_change, account_id, 0, 60)
        ticket = started(account_id, "invocations", "f")
        waiting.result(30)
    await_change(account_id, 0, 60)
    await_change(account_id, 1, 0.001)
    assert running(account_id)[1] == 1
    ticket.finish()
