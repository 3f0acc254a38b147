"""Turns on a stepped clock: when nothing goes on, the next of what is held or waits for a timeout goes on."""

import time
from typing import Any

from emulator.activity.polling_detector import detector
from emulator.activity.tickets import await_change, running
from emulator.faults.account import HELD, AccountFaults
from emulator.localstack.activity import asynchronous, sqs
from emulator.localstack.faults import messages

LOOK_S = 0.02
"""How long a look at what goes on holds where no ticket tells of a change: a message that becomes visible has none."""
LONGEST_S = 20.0


def step(faults: AccountFaults, seen: int | None) -> dict[str, Any]:
    """Take one turn, if nothing goes on and nothing has since the caller saw the count of changes `seen`.

    The caller has looked at what it waits for in between: so a turn is taken only when what came before isn't enough.
    """
    busy, changes = going_on(faults.account_id)
    took = not busy and seen == changes and take_turn(faults)
    return _told(faults, busy, changes, int(took))


def settle(faults: AccountFaults, for_s: float) -> dict[str, Any]:
    """Take turns until nothing goes on and nothing is held, or the seconds are over."""
    until_s, turns = time.monotonic() + min(for_s, LONGEST_S), 0
    while True:
        busy, changes = going_on(faults.account_id)
        took = not busy and faults.stepped and take_turn(faults)
        turns += int(took)
        if (not busy and not took) or time.monotonic() > until_s:
            return _told(faults, busy, changes, turns)
        if busy:
            await_change(faults.account_id, changes, LOOK_S)


def take_turn(faults: AccountFaults) -> bool:
    """Let the next go on; False when there is none."""
    held_s, waiting = faults.held.due_s(), messages.waiting(faults)
    if waiting is not None and (held_s is None or waiting[0] < held_s):
        faults.held.reach(waiting[0])
        waiting[1]()
        return True
    chosen = faults.held.take()
    for one in chosen:
        one.release()
    return bool(chosen)


def going_on(account_id: str) -> tuple[list[str], int]:
    """What goes on by itself, in words, and the count of changes: all but what is held or waits for a timeout."""
    while True:
        _, before = running(account_id)
        queues, events = sqs.of_account(account_id, None), asynchronous.of_account(account_id)
        tickets, changes = running(account_id)
        if before == changes:
            break
    only_wait = detector.waiting(account_id)
    busy = [
        f"{kind} of {name}"
        for kind, names in tickets.items()
        for name in names
        if kind != HELD and name not in only_wait
    ]
    busy += [f"queue {name}" for name, found in queues.items() if found.visible and found.consumers]
    busy += [f"asynchronous events of {name}" for name, found in events.items() if found.visible]
    return busy, changes


def _told(faults: AccountFaults, busy: list[str], changes: int, turns: int) -> dict[str, Any]:
    left = len(faults.held) or int(messages.waiting(faults) is not None)
    return {"going_on": busy, "changes": changes, "turns": turns, "held": left}
