"""Looks at an account: what is there, and how it differs from what a stack declares. Changes nothing."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bootstrap.context import ApplyContext
from bootstrap.errors import HarnessError, reason_of
from bootstrap.model.resource import ExistingResource, Resource
from bootstrap.model.stack import Stack, StackError
from bootstrap.packaging.layers import Interpreter
from bootstrap.packaging.packager import Packager
from bootstrap.plan import Change, Instruction, Plan, changes, decide
from bootstrap.registry import handler_of, handlers, is_built_in

if TYPE_CHECKING:
    from bootstrap.clients import Clients

AT_ONCE = 8
"""How many requests are made at a time."""


class ListingError(HarnessError):
    """What is there can't be known, because AWS didn't list it. The message says which kinds, and why."""


@dataclass(frozen=True)
class Listing:
    """What fresh listings showed, sorted by address; and the kinds that couldn't be listed, each with the reason."""

    existing: tuple[ExistingResource, ...]
    failed: tuple[tuple[str, str], ...] = ()

    def whole(self) -> tuple[ExistingResource, ...]:
        """What was found; ListingError when some kind couldn't be listed, for then it isn't all there is."""
        if self.failed:
            reasons = "; ".join(f"{kind} {reason}" for kind, reason in self.failed)
            raise ListingError(f"{reasons}. Look whether the emulator is well (`make status`), then do the same again")
        return self.existing


def plan(
    stack: Stack, clients: "Clients", interpreter: Interpreter, shown: Iterable[ExistingResource] | None = None
) -> Plan:
    """What applying the stack would do now. Raises ListingError.

    `shown` is what a listing of all kinds in the stack's region has just shown, where there was one.
    """
    context = ApplyContext(at_home(stack, clients), Packager(interpreter))
    return Plan(stack, survey(stack, context, shown))


def at_home(stack: Stack, clients: "Clients") -> "Clients":
    """The clients in the stack's region; StackError when they are another account's, for nothing would be found."""
    if clients.account_id != stack.scope.account_id:
        raise StackError(
            f"stack {stack.name} is declared for account {stack.scope.account_id}, the clients are of "
            f"{clients.account_id}; give both the same account"
        )
    return clients.in_region(stack.scope.region)


def survey(
    stack: Stack, context: ApplyContext, found: Iterable[ExistingResource] | None = None
) -> tuple[Instruction, ...]:
    """An instruction for each resource; what is there already is noted in `context.existing`. Raises ListingError.

    What an update will give anew, such as the ARN of a layer's next version, is not noted: it is not known yet.
    """
    if found is None:
        found = listed(context.clients, {each.kind for each in stack.resources}).whole()
    shown = {each.address: each for each in found}
    here = {resource: existing for resource in stack.resources if (existing := shown.get(resource.address))}
    context.existing.update({resource.address: existing for resource, existing in here.items()})
    drifts = _drifts({each: existing for each, existing in here.items() if _renewed(each)}, context)
    for resource, differences in drifts.items():
        if differences:
            del context.existing[resource.address]
    drifts |= _drifts({each: existing for each, existing in here.items() if not _renewed(each)}, context)
    return tuple(decide(each, here.get(each), drifts.get(each, ())) for each in stack.resources)


def _renewed(resource: Resource) -> bool:
    return handler_of(resource.kind).renewed_by_update


def _drifts(here: dict[Resource, ExistingResource], context: ApplyContext) -> dict[Resource, tuple[Change, ...]]:
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="survey") as pool:
        return dict(zip(here, pool.map(lambda pair: _compared(pair[0], pair[1], context), here.items()), strict=True))


def _compared(resource: Resource, existing: ExistingResource, context: ApplyContext) -> tuple[Change, ...]:
    try:
        return drift(resource, existing, context)
    except Exception as error:
        raise ListingError(f"{resource.address} can't be compared with what is declared: {reason_of(error)}") from error


def drift(resource: Resource, existing: ExistingResource, context: ApplyContext) -> tuple[Change, ...]:
    """How what is there differs from what is declared."""
    handler = handler_of(resource.kind)
    actual = handler.actual(context.clients, resource, existing)
    return changes(handler.desired(context, resource), actual, handler.in_place)


def listed(clients: "Clients", kinds: Iterable[str], regions: Iterable[str] = ()) -> Listing:
    """A fresh listing of these kinds, in the clients' region or in those given; kinds without a region once.

    A service that holds nothing of the account, as `clients.unused` says now, is not asked for kinds of this project:
    being asked would only make the emulator load it. The emptiness is known from whoever would hold the resources, at
    the time of the listing, as that of every other kind. Kinds of other projects are always asked for: where a service
    keeps them isn't known here.
    """
    known, places, unused = handlers(), tuple(dict.fromkeys(regions)) or (clients.region,), _unused(clients)
    wanted = [
        (kind, place)
        for place in places
        for kind in sorted(kinds)
        if (known[kind].declaration.has_region or place == places[0])
        and not (service_of(kind) in unused and is_built_in(kind))
    ]
    existing: list[ExistingResource] = []
    failed: list[tuple[str, str]] = []
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="listing") as pool:
        pages = [pool.submit(known[kind].listing, clients.in_region(place)) for kind, place in wanted]
        for (kind, place), page in zip(wanted, pages, strict=True):
            try:
                existing += page.result()
            except Exception as error:
                failed.append((kind, f"can't be listed in {place}: {reason_of(error)}"))
    return Listing(tuple(sorted(existing, key=lambda each: each.address)), tuple(failed))


def _unused(clients: "Clients") -> frozenset[str]:
    """What holds nothing; nothing when that can't be known: then every service is asked, and tells what is wrong."""
    try:
        return clients.unused()
    except HarnessError:
        return frozenset()


def service_of(kind: str) -> str:
    """The service that has resources of a kind, as LocalStack calls it: `lambda` of `AWS::Lambda::Function`."""
    return kind.split("::")[1].lower()
