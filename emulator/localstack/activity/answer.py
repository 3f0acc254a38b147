"""One consistent answer to "what is in progress?", put together from tickets and queues."""

from typing import Any

from emulator.activity.tickets import running
from emulator.localstack.activity import asynchronous, sqs
from emulator.localstack.activity.questions import questions

MAX_TRIES = 20
OF_OWN = ("invocations", "async_invocations")
"""The kinds in which a caller's own function may be busy."""


def answer(account_id: str, region: str | None = None, own: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What is in progress for the account; `quiet` leaves out the functions in `own` as long as they only wait.

    Whatever moves from a queue to a ticket or back changes `changes`; the parts are read again until it stood still
    meanwhile, so nothing is missed between them. `quiet` is true when nothing in progress, queued or waiting can cause
    anything more: no ticket, no asynchronous event, and no message, be it in flight or delayed, in a queue that an
    event source mapping reads. A function in `own` that runs must be `waiting` (see `questions`). Two such answers with
    equal `changes` say that nothing happened between them either.
    """
    for _ in range(MAX_TRIES):
        _, before = running(account_id)
        queues = sqs.of_account(account_id, region)
        events = asynchronous.of_account(account_id)
        tickets, changes = running(account_id)
        if changes == before:
            break
    waiting = questions.waiting(account_id)
    return {
        "account": account_id,
        "changes": changes,
        "quiet": changes == before and not _busy(tickets, events, queues, own) and _running_of(tickets, own) <= waiting,
        "waiting": sorted(waiting),
        "running": {kind: dict(sorted(names.items())) for kind, names in sorted(tickets.items())},
        "async_events": sqs.as_json(events),
        "queues": sqs.as_json(queues),
    }


def _running_of(tickets: dict[str, dict[str, int]], own: frozenset[str]) -> frozenset[str]:
    return own & {name for kind in OF_OWN for name in tickets.get(kind, {})}


def _busy(
    tickets: dict[str, dict[str, int]],
    events: dict[str, sqs.Messages],
    queues: dict[str, sqs.Messages],
    own: frozenset[str],
) -> bool:
    return (
        any(kind not in OF_OWN or set(names) - own for kind, names in tickets.items())
        or bool(set(events) - own)
        or any(one.total and one.consumers for one in queues.values())
    )
