"""Takes a stack down: what uses goes before what is used, and a removal counts only when a fresh listing proves it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bootstrap.faults import reason_of
from bootstrap.patience import Overdue, until
from bootstrap.resource import Found, types
from bootstrap.stack import Stack, removal_order
from bootstrap.survey import AT_ONCE, listed

if TYPE_CHECKING:
    from bootstrap.clients import Clients

GONE_WITHIN_S = 15.0
"""How long a removed resource may go on being listed."""
ROUNDS = 3
"""How often the whole is gone through: an invocation that was under way may have made its log group again."""


@dataclass(frozen=True)
class Removed:
    """Told as it happens: this is gone, a fresh listing says so."""

    found: Found

    def __str__(self) -> str:
        return f"removed {self.found.kind} {self.found.identity}"


@dataclass
class TeardownReport:
    """What is gone, and what is left with the reason why. Nothing left means that a last listing showed nothing."""

    deleted: list[Found] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)


def teardown(stack: Stack, clients: "Clients", on_event: Callable[[Removed], None] = lambda _: None) -> TeardownReport:
    """Remove everything of the stack that is there, from any state; goes on past failures and reports them."""
    report = TeardownReport()
    ours = {resource.address for resource in stack.resources}
    kinds = {resource.kind for resource in stack.resources}
    for _ in range(ROUNDS):
        there = _ours(clients, kinds, ours)
        if not there:
            report.left.clear()
            break
        _remove_all(there, clients, report, on_event)
    for address in _ours(clients, kinds, ours):
        report.left.setdefault(address, "it is still listed, or was made again")
    return report


def _remove_all(
    there: dict[str, Found], clients: "Clients", report: TeardownReport, on_event: Callable[[Removed], None]
) -> None:
    for group in removal_order():
        going = [found for found in there.values() if found.kind in group]
        if not going:
            continue
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="teardown") as pool:
            failures = dict(
                zip((found.address for found in going), pool.map(lambda f: _remove(f, clients), going), strict=True)
            )
        for found, still_there in _await_gone(going, clients):
            if still_there:
                report.left[found.address] = (
                    failures[found.address] or f"still listed {GONE_WITHIN_S:g} s after its removal"
                )
            else:
                report.left.pop(found.address, None)
                report.deleted.append(found)
                on_event(Removed(found))


def _remove(found: Found, clients: "Clients") -> str:
    """Ask for one removal; why it was refused, or nothing."""
    try:
        types()[found.kind].delete(clients, found)
    except Exception as error:
        return reason_of(error)
    return ""


def _await_gone(going: list[Found], clients: "Clients") -> list[tuple[Found, bool]]:
    """Each resource, and whether fresh listings still show it when the patience is over."""
    kinds, addresses = {found.kind for found in going}, {found.address for found in going}
    try:
        until(lambda: sorted(_ours(clients, kinds, addresses)), lambda left: not left, "removal", GONE_WITHIN_S)
        left: set[str] = set()
    except Overdue:
        left = set(_ours(clients, kinds, addresses))
    return [(found, found.address in left) for found in going]


def _ours(clients: "Clients", kinds: set[str], addresses: set[str]) -> dict[str, Found]:
    return {address: found for address, found in listed(clients, kinds).items() if address in addresses}
