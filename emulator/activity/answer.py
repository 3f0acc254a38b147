"""One consistent answer to "what is in progress?", put together from tickets and queues."""

from typing import Any

from emulator.activity.polling_detector import detector
from emulator.activity.queues import Messages, Queues, as_json
from emulator.activity.tickets import running

MAX_TRIES = 20
OF_OWN = ("invocations", "async_invocations")
"""The kinds in which a caller's own function may be busy."""


ALWAYS = ("metrics", "held")
"""The kinds whose tickets have no resource's name: datapoints on their way, and what faults hold back."""


def answer(
    stored: Queues,
    account_id: str,
    region: str | None = None,
    own: frozenset[str] = frozenset(),
    within: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """What is in progress for the account; `quiet` leaves out the functions in `own` as long as they only wait.

    Whatever moves from a queue to a ticket or back changes `changes`; the parts are read again until it stood still
    meanwhile, so nothing is missed between them. `quiet` is true when nothing in progress, queued or waiting can cause
    anything more: no ticket, no asynchronous event, and no message, be it in flight or delayed, in a queue that an
    event source mapping reads. A function in `own` that runs must be `waiting` (see `polling_detector`). Two such
    answers with equal `changes` say that nothing happened between them either. With names in `within`, only resources
    called so count: what goes on elsewhere in the account doesn't reach them. `busy` names what keeps it from being
    quiet.
    """
    for _ in range(MAX_TRIES):
        _, before = running(account_id)
        queues = stored.of_account(account_id, region)
        events = stored.async_events(account_id)
        tickets, changes = running(account_id)
        if changes == before:
            break
    waiting = detector.waiting(account_id)
    busy = [
        *_running(tickets, own, waiting, within),
        *(f"function {name}: {_told(one)} of its asynchronous events" for name, one in sorted(events.items())
          if name not in own and counts(name, within)),
        *(f"queue {name}: {_told(one)}" for name, one in sorted(queues.items())
          if one.total and one.consumers and counts(name, within)),
    ]  # fmt: skip
    if changes != before:
        busy.append("the account: it changes from look to look")
    return {
        "account": account_id,
        "changes": changes,
        "quiet": not busy,
        "busy": busy,
        "waiting": sorted(waiting),
        "running": {kind: dict(sorted(names.items())) for kind, names in sorted(tickets.items())},
        "async_events": as_json(events),
        "queues": as_json(queues),
    }


def counts(name: str, within: frozenset[str]) -> bool:
    """Whether what is called so is among the resources that were asked for; all are when none was named.

    A function's log group and its targets' names in ARNs stand for the function.
    """
    return not within or bool({name, name.rpartition(":")[2], name.removeprefix("/aws/lambda/")} & within)


def _running(
    tickets: dict[str, dict[str, int]], own: frozenset[str], waiting: frozenset[str], within: frozenset[str]
) -> list[str]:
    return [
        f"{kind.replace('_', ' ').replace('-', ' ')} of {name}: {number}"
        for kind, names in sorted(tickets.items())
        for name, number in sorted(names.items())
        if (kind in ALWAYS or counts(name, within)) and not (kind in OF_OWN and name in own & waiting)
    ]


def _told(messages: Messages) -> str:
    """`1 visible, 2 in flight`: what there is of each."""
    parts = {"visible": messages.visible, "in flight": messages.in_flight, "delayed": messages.delayed}
    return ", ".join(f"{number} {state}" for state, number in parts.items() if number)
