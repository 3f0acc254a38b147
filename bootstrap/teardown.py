"""Takes a stack down: what uses goes before what is used, and a removal counts only when a fresh listing proves it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bootstrap.audit import owned
from bootstrap.faults import reason_of
from bootstrap.patience import last
from bootstrap.resource import Found, types
from bootstrap.stack import Stack, removal_order
from bootstrap.survey import AT_ONCE, at_home, listed

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
    """What is gone, and what is left with the reason why, by address. Clean when a last listing showed nothing.

    A kind that can't be listed counts as left: nothing proves that it is gone.
    """

    deleted: list[Found] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """Whether nothing is left."""
        return not self.left

    def text(self) -> str:
        """For people: what is left and why, and a sum."""
        lines = [f"! {address}: {reason}" for address, reason in sorted(self.left.items())]
        return "\n".join([*lines, f"{len(self.deleted)} removed, {len(self.left)} left"])


def teardown(
    stack: Stack,
    clients: "Clients",
    on_event: Callable[[Removed], None] = lambda _: None,
    gone_within_s: float = GONE_WITHIN_S,
) -> TeardownReport:
    """Remove everything of the stack that is there, from any state; goes on past failures and reports them.

    The stack's is what it declares, and what carries all of its tags. `on_event` is called in the caller's thread.
    """
    clients = at_home(stack, clients)
    report, reasons = TeardownReport(), dict[str, str]()
    there, unlisted = _standing(stack, clients)
    for _ in range(ROUNDS):
        if not there:
            break
        for group in removal_order():
            _remove([each for each in there if each.kind in group], clients, report, reasons, on_event, gone_within_s)
        there, unlisted = _standing(stack, clients)
    report.left = {each.address: reasons.get(each.address, "it was made again") for each in there} | unlisted
    return report


def _standing(stack: Stack, clients: "Clients") -> tuple[list[Found], dict[str, str]]:
    """What is there of the stack, and of what that can't be said, with the reason."""
    listing = listed(clients, {resource.kind for resource in stack.resources})
    try:
        return owned(stack, clients, listing.found), dict(listing.failed)
    except Exception as error:  # what is declared can be removed all the same
        declared = {resource.address for resource in stack.resources}
        known = [each for each in listing.found if each.address in declared]
        return known, {**dict(listing.failed), "tags of what isn't declared": reason_of(error)}


def _remove(
    going: list[Found],
    clients: "Clients",
    report: TeardownReport,
    reasons: dict[str, str],
    on_event: Callable[[Removed], None],
    gone_within_s: float,
) -> None:
    """Ask for the removal of all of them at once, and wait until listings prove it of those that weren't refused."""
    if not going:
        return
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="teardown") as pool:
        answers = list(pool.map(lambda each: _ask(each, clients), going))
    reasons.update({each.address: answer for each, answer in zip(going, answers, strict=True) if answer})
    asked = [each for each, answer in zip(going, answers, strict=True) if not answer]
    left = _left(asked, clients, gone_within_s)
    reasons.update(left)
    for each in asked:
        if each.address not in left:
            report.deleted.append(each)
            on_event(Removed(each))


def _ask(found: Found, clients: "Clients") -> str:
    """Ask for one removal; why it was refused, or nothing."""
    try:
        types()[found.kind].delete(clients, found)
    except Exception as error:
        return reason_of(error)
    return ""


def _left(asked: list[Found], clients: "Clients", gone_within_s: float) -> dict[str, str]:
    """Those that fresh listings don't prove to be gone when the patience is over, by address, with the reason."""
    kinds, addresses = {each.kind for each in asked}, {each.address for each in asked}

    def still() -> dict[str, str]:
        listing = listed(clients, kinds)
        unknown = dict(listing.failed)
        shown = {each.address for each in listing.found} & addresses
        overdue = dict.fromkeys(shown, f"still listed {gone_within_s:g} s after its removal")
        return overdue | {each.address: unknown[each.kind] for each in asked if each.kind in unknown}

    return last(still, lambda left: not left, gone_within_s)
