"""Removes what it is given, step by step; a removal counts only when a fresh listing proves it.

Teardown and emergency differ in what they look for and in which steps; how it goes is here.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bootstrap.errors import reason_of
from bootstrap.model.resource import ExistingResource
from bootstrap.polling import last
from bootstrap.registry import handler_of
from bootstrap.steps import Step, in_group, in_step
from bootstrap.survey import AT_ONCE, Listing, listed

if TYPE_CHECKING:
    from bootstrap.clients import Clients

GONE_WITHIN_S = 15.0
"""How long a removed resource may go on being listed."""
ROUNDS = 3
"""How often the whole is gone through: an invocation that was under way may have made its log group again."""


@dataclass(frozen=True)
class Removed:
    """Told as it happens: this is gone, a fresh listing says so."""

    existing: ExistingResource

    def __str__(self) -> str:
        return f"removed {self.existing.kind} {self.existing.identity}"


@dataclass(frozen=True)
class Emptied:
    """Told as it happens: how much a fresh look shows in this, that had `before`; or why it goes only with it."""

    existing: ExistingResource
    before: int
    now: int
    reason: str = ""

    def __str__(self) -> str:
        what = f"{handler_of(self.existing.kind).contents} of {self.existing.kind} {self.existing.identity}"
        if self.now:
            return f"left {self.now} {what} to its removal: {self.reason or 'they came meanwhile'}"
        return f"took out {self.before} {what}"


@dataclass(frozen=True)
class Kept:
    """Told as it happens: this is still there, and why."""

    existing: ExistingResource
    reason: str

    def __str__(self) -> str:
        return f"still there: {self.existing.kind} {self.existing.identity}: {self.reason}"


@dataclass(frozen=True)
class StepBegins:
    """Told before a step that has something to do: what it is going to remove; or to empty, with how much is in it."""

    step: Step
    going: tuple[ExistingResource, ...]
    held: tuple[int, ...] = ()

    def __str__(self) -> str:
        return str(self.step)


@dataclass(frozen=True)
class StepEnds:
    """Told after it: what a fresh listing still shows of it."""

    step: Step
    left: tuple[ExistingResource, ...]

    def __str__(self) -> str:
        return f"{self.step}: {len(self.left)} left"


Event = Removed | Emptied | Kept | StepBegins | StepEnds
Tell = Callable[[Event], None]


@dataclass(frozen=True)
class Standing:
    """What is there to be removed; and of what it can't be said whether it is, with the reason, by kind.

    `others` is what bears a name of the stack's and is not touched: whose it is, by address.
    """

    existing: list[ExistingResource]
    unknown: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)


@dataclass
class TeardownReport:
    """What is gone, and what is left with the reason why, by address. Clean when a last listing showed nothing.

    A kind that can't be listed counts as left: nothing proves that it is gone.
    """

    deleted: list[ExistingResource] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    """What bears a name of the stack's and was not touched, with the stack of CloudFormation whose it is."""
    shown: Listing = field(default_factory=lambda: Listing(()))
    """The last listing, with all that it showed of the kinds and in the regions that were looked at, whosever."""

    @property
    def clean(self) -> bool:
        """Whether nothing is left."""
        return not self.left

    def text(self) -> str:
        """For people: what is left and why, and a sum."""
        lines = [f"! {address}: {reason}" for address, reason in sorted(self.left.items())]
        return "\n".join([*lines, f"{len(self.deleted)} removed, {len(self.left)} left"])


@dataclass
class Removal:
    """One removal under way. `tell` is called in the caller's thread."""

    clients: "Clients"
    tell: Tell
    gone_within_s: float = GONE_WITHIN_S
    report: TeardownReport = field(default_factory=TeardownReport)
    reasons: dict[str, str] = field(default_factory=dict)

    def run(self, look: Callable[[], Standing], steps: Iterable[Step]) -> TeardownReport:
        """Remove what `look` shows, until it shows nothing more or the rounds are over; goes on past failures."""
        standing, order = look(), list(steps)
        for _ in range(ROUNDS):
            if not standing.existing:
                break
            for step in order:
                self._step(step, in_step(step, standing.existing))
            standing = look()
        left = {each.address: self.reasons.get(each.address, "it was made again") for each in standing.existing}
        self.report.left = left | standing.unknown
        self.report.others = dict(standing.others)
        return self.report

    def _step(self, step: Step, going: list[ExistingResource]) -> None:
        if not going:
            return
        if step.contents:
            self._empty(step, going)
            return
        self.tell(StepBegins(step, tuple(going)))
        for group in step.groups:
            self._remove(in_group(group, going))
        gone = {each.address for each in self.report.deleted} - self.reasons.keys()
        self.tell(StepEnds(step, tuple(each for each in going if each.address not in gone)))

    def _empty(self, step: Step, going: list[ExistingResource]) -> None:
        """Take out what they hold. What stays is no failure yet: it goes with the resource, or that is refused."""
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="emptying") as pool:
            held = {each: count for each, count in zip(going, pool.map(self._held, going), strict=True) if count}
            if not held:
                return
            self.tell(StepBegins(step, tuple(held), tuple(held.values())))
            events = list(pool.map(self._emptied, held.keys(), held.values()))
        for event in events:
            self.tell(event)
        self.tell(StepEnds(step, tuple(event.existing for event in events if event.now)))

    def _held(self, existing: ExistingResource) -> int:
        """How much is in it; 0 when that can't be said, for then its removal will tell."""
        try:
            return handler_of(existing.kind).count_contents(self._at(existing), existing)
        except Exception:
            return 0

    def _emptied(self, existing: ExistingResource, before: int) -> Emptied:
        reason = ""
        try:
            handler_of(existing.kind).empty(self._at(existing), existing)
        except Exception as error:
            reason = reason_of(error)
        return Emptied(existing, before, self._held(existing), reason)

    def _remove(self, going: list[ExistingResource]) -> None:
        """Ask for the removal of all of them at once; wait until listings prove it of those that weren't refused."""
        if not going:
            return
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="removal") as pool:
            answers = list(pool.map(self._ask, going))
        refused = {each.address: answer for each, answer in zip(going, answers, strict=True) if answer}
        asked = [each for each, answer in zip(going, answers, strict=True) if not answer]
        reasons = refused | self._left(asked)
        self.reasons.update(reasons)
        for each in asked:
            if each.address not in reasons:
                self.reasons.pop(each.address, None)
                self.report.deleted.append(each)
                self.tell(Removed(each))
        for each in going:
            if each.address in reasons:
                self.tell(Kept(each, reasons[each.address]))

    def _ask(self, existing: ExistingResource) -> str:
        """Ask for one removal; why it was refused, or nothing."""
        try:
            handler_of(existing.kind).delete(self._at(existing), existing)
        except Exception as error:
            return reason_of(error)
        return ""

    def _left(self, asked: list[ExistingResource]) -> dict[str, str]:
        """Those that fresh listings don't prove to be gone when the patience is over, by address, with the reason."""
        if not asked:
            return {}
        kinds, addresses = {each.kind for each in asked}, {each.address for each in asked}
        regions = sorted({each.region or self.clients.region for each in asked})

        def still() -> dict[str, str]:
            listing = listed(self.clients, kinds, regions)
            unknown = dict(listing.failed)
            shown = {each.address for each in listing.existing} & addresses
            overdue = dict.fromkeys(shown, f"still listed {self.gone_within_s:g} s after its removal")
            return overdue | {each.address: unknown[each.kind] for each in asked if each.kind in unknown}

        return last(still, lambda left: not left, self.gone_within_s)

    def _at(self, existing: ExistingResource) -> "Clients":
        return self.clients.in_region(existing.region or self.clients.region)
