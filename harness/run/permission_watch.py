"""What a system does without one of its permissions: each statement is taken away in turn, and all is recorded."""

from collections.abc import Callable, Iterable
from typing import Any

from bootstrap.clients import Clients
from harness.breaks.grants import Grant, taken_away
from harness.permissions.predictions import NOTHING, WITHOUT, Prediction
from harness.probes.emulator import Emulator
from harness.run.context import RunContext
from harness.waits.settled import Logged

Drive = Callable[[Grant], str]
"""Drives the system until what is missing has been missed, or nothing was; returns what its user sees."""
_LOGS = "logs:"
LOGGING = "logs:*"
"""Which action of a log's delivery is denied depends on whether the function has a log stream by then."""


def denials(clients: Clients, role: str = "") -> list[str]:
    """The actions that roles, or one of that name, were denied since IAM was told to observe anew; sorted."""
    rows: list[dict[str, Any]] = Emulator(clients).call("GET", "iam")["observations"]
    denied = {row["action"] for row in rows if row["role"] and row["outcome"] != "allowed" and _is_of(row, role)}
    return sorted({LOGGING if action.startswith(_LOGS) else action for action in denied})


def take_each_away(context: RunContext, grants: Iterable[Grant], drive: Drive) -> None:
    """For each statement: take it away, drive, record what was denied, named and seen, and give it back.

    What the last drive's functions printed is written before that, so that none of it is denied for the next one.
    """
    emulator = Emulator(context.clients)
    for grant in grants:
        context.sit_out(Logged(emulator, context.names))
        emulator.call("DELETE", "iam")
        with taken_away(context.clients, grant):
            sees = drive(grant)
            denied = ", ".join(denials(context.clients)) or NOTHING
            found = Prediction(denied, _named(context, denied), sees)
            context.observe(WITHOUT, **found.facts(grant.label))


def _named(context: RunContext, denied: str) -> str:
    """The links for which the diagnosis gives the missing permission as the reason."""
    if denied == NOTHING:
        return NOTHING
    action = denied.partition(", ")[0].removesuffix("*")
    states = context.chain(context.clock.now_s()).diagnose().states
    told = f"may not {action}"
    return ", ".join(state.link for state in states if told in f"{state.why} {state.cause}") or NOTHING


def _is_of(row: dict[str, Any], role: str) -> bool:
    return not role or str(row["role"]).endswith(f"/{role}")
