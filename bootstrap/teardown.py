"""Takes a stack down, from any state, in the documented steps; and, in an emergency, everything of ours at once."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from bootstrap.errors import reason_of
from bootstrap.model.resource import ExistingResource
from bootstrap.model.stack import Stack
from bootstrap.ownership import names, owners, share
from bootstrap.registry import handlers
from bootstrap.removal import GONE_WITHIN_S, Event, Removal, Standing, TeardownReport
from bootstrap.steps import Step, removal_order, removal_steps
from bootstrap.survey import Listing, at_home, listed

if TYPE_CHECKING:
    from bootstrap.clients import Clients

UNKNOWN_OWNERS = "tags of what isn't declared"


def teardown(
    stack: Stack,
    clients: "Clients",
    on_event: Callable[[Event], None] = lambda _: None,
    gone_within_s: float = GONE_WITHIN_S,
    regions: Iterable[str] | None = None,
) -> TeardownReport:
    """Remove everything of the stack that is there, from any state; goes on past failures and reports them.

    The stack's is what it declares, what carries all of its tags, and what is a part of those. With `regions`, those
    where the account may hold something, every registered type is looked for there too; else the stack's own kinds in
    its own region. `on_event` is called in the caller's thread.
    """
    home = at_home(stack, clients)
    own, known = {each.kind for each in stack.resources}, handlers()
    makers = {kind for kind, its in known.items() if its.makes}
    kinds = set(known) if regions is not None or own & makers else own | makers
    places = (home.region, *(regions or ()))

    removal = Removal(home, on_event, gone_within_s)

    def look() -> Standing:
        listing = removal.report.shown = listed(home, kinds, places)
        try:
            its = share(stack, home, listing.existing)
            others = {each.address: owner.stack for each, owner in its.others.items()}
            return Standing(its.own, dict(listing.failed), others)
        except Exception as error:  # what is declared can be removed all the same
            return _named([stack], listing, error)

    return removal.run(look, removal_steps())


def emergency(
    stacks: Iterable[Stack],
    clients: "Clients",
    regions: Iterable[str],
    on_event: Callable[[Event], None] = lambda _: None,
    gone_within_s: float = GONE_WITHIN_S,
) -> TeardownReport:
    """Remove all that is of the stacks or of other runs of them, in all of these regions, as fast as is safe.

    Safe is that what uses goes before what is used; all else goes at once. What is foreign stays.
    """
    known, places = list(stacks), tuple(regions)

    def look() -> Standing:
        listing = listed(clients, handlers(), places)
        try:
            whose = owners(known, clients, listing.existing)
        except Exception as error:
            return _named(known, listing, error)
        return Standing([each for each in listing.existing if whose[each].ours], dict(listing.failed))

    at_once = [Step("", _short(group), (group,)) for group in removal_order()]
    return Removal(clients, on_event, gone_within_s).run(look, at_once)


def _short(kinds: Iterable[str]) -> str:
    return ", ".join(sorted(kind.rpartition("::")[2] for kind in kinds))


def _named(stacks: list[Stack], listing: Listing, error: Exception) -> Standing:
    """When tags can't be read: what is known by its name, and that more can't be known."""
    named = set[str]().union(*(names(stack) for stack in stacks))
    known: list[ExistingResource] = [each for each in listing.existing if each.address in named]
    return Standing(known, {**dict(listing.failed), UNKNOWN_OWNERS: reason_of(error)})
