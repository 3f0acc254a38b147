"""Whose is what an account holds: a stack's, another run's of it, or somebody else's, which is never touched."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bootstrap.model.resource import ExistingResource
from bootstrap.model.scope import DEPLOYED
from bootstrap.model.stack import Stack
from bootstrap.registry import handler_of, handlers
from bootstrap.survey import AT_ONCE

if TYPE_CHECKING:
    from bootstrap.clients import Clients

PROJECT = "Project"
"""The tag that says what a resource is for, the same in every run."""

Tags = dict[str, str]


class Whose(StrEnum):
    """Three kinds of owners."""

    STACK = "stack"
    OTHER_RUN = "another run"
    """Of a stack that we know, with other choices: another environment, owner or region."""
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Owner:
    """Who owns a resource, of which stack, and what shows it."""

    whose: Whose
    stack: str = ""
    shown_by: str = ""

    @property
    def ours(self) -> bool:
        """Whether it is ours to remove."""
        return self.whose is not Whose.FOREIGN


FOREIGN = Owner(Whose.FOREIGN)


@dataclass(frozen=True)
class Share:
    """What of an account is a stack's; and what bears a name that it declares and is another's, with its owner."""

    own: list[ExistingResource]
    others: dict[ExistingResource, Owner]


def share(stack: Stack, clients: "Clients", existing: Iterable[ExistingResource]) -> Share:
    """A stack's is what it declares or makes on its way, what carries all of its tags, and what is a part of those.

    What a stack of CloudFormation has made is that stack's, whatever it is called: it goes with it, and only with it.
    """
    every = list(existing)
    named = names(stack)
    tags = tags_of(clients, [each for each in every if each.address not in named]) if stack.scope.tags else {}
    shown = {each: owner for each in every if (owner := _of_stack(stack, named, each, tags.get(each, {})))}
    claims = made(clients, every, {each: shown.get(each, FOREIGN) for each in every})
    others = {each: owner for each, owner in claims.items() if not owner.ours and each.address in named}
    own = {each: owner for each, owner in {**shown, **claims}.items() if owner.ours}
    declared = named - {each.address for each in others}
    whole = _with_parts(every, own, dict.fromkeys(declared, Owner(Whose.STACK, stack.name)))
    return Share([each for each in whole if each not in claims or claims[each].ours], others)


def owned(stack: Stack, clients: "Clients", existing: Iterable[ExistingResource]) -> list[ExistingResource]:
    """Those that are the stack's."""
    return share(stack, clients, existing).own


def owners(
    stacks: Iterable[Stack], clients: "Clients", existing: Iterable[ExistingResource]
) -> dict[ExistingResource, Owner]:
    """The owner of each; `FOREIGN` for what none of the stacks, nor another run of one of them, can have made."""
    every, known = list(existing), [(stack, names(stack)) for stack in stacks]
    tags = tags_of(clients, every)
    shown = {each: owner for each in every if (owner := _owner(known, each, tags.get(each, {})))}
    shown |= made(clients, every, {each: shown.get(each, FOREIGN) for each in every})
    declared = {address: Owner(Whose.STACK, stack.name) for stack, named in known for address in named}
    whole = _with_parts(every, shown, declared)
    return {each: whole.get(each, FOREIGN) for each in every}


def names(stack: Stack) -> set[str]:
    """The addresses of what a stack declares, and of what making it makes for a moment."""
    passing = [each for resource in stack.resources for each in resource.transient()]
    return {each.address for each in (*stack.resources, *passing)}


def tags_of(clients: "Clients", existing: Iterable[ExistingResource]) -> dict[ExistingResource, Tags]:
    """The tags of those that can carry any; an error of AWS passes through, for then it can't be known whose it is."""
    known = handlers()
    asked = [each for each in existing if known[each.kind].taggable]
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="tags") as pool:
        answers = pool.map(
            lambda each: known[each.kind].tags_of(clients.in_region(each.region or clients.region), each), asked
        )
        return dict(zip(asked, answers, strict=True))


def made(
    clients: "Clients", existing: Iterable[ExistingResource], owners: Mapping[ExistingResource, Owner]
) -> dict[ExistingResource, Owner]:
    """What others of them have made: the owner of a stack of CloudFormation owns what is in it."""
    every, known, shown = list(existing), handlers(), dict[ExistingResource, Owner]()
    by_id = {(each.kind, text): each for each in every for text in (each.identity, *each.values.values())}
    for maker, owner in owners.items():
        if not known[maker.kind].makes:
            continue
        whose = Owner(owner.whose, owner.stack or maker.identity, f"made by {maker.kind} {maker.identity}")
        for pair in known[maker.kind].made_by(clients.in_region(maker.region or clients.region), maker):
            if pair in by_id:
                shown[by_id[pair]] = whose
    return shown


def _owner(stacks: list[tuple[Stack, set[str]]], existing: ExistingResource, tags: Tags) -> Owner | None:
    for stack, named in stacks:
        if owner := _of_stack(stack, named, existing, tags):
            return owner
    for stack, _ in stacks:
        if owner := _of_another_run(stack, existing, tags):
            return owner
    if DEPLOYED in tags:
        return Owner(Whose.STACK, tags.get(PROJECT, existing.identity), f"deployed from {tags[DEPLOYED]}")
    return None


def _of_stack(stack: Stack, named: set[str], existing: ExistingResource, tags: Tags) -> Owner | None:
    if existing.address in named:
        return Owner(Whose.STACK, stack.name, "declared")
    if stack.scope.tags and stack.scope.tag_map.items() <= tags.items():
        return Owner(Whose.STACK, stack.name, "its tags")
    return None


def _of_another_run(stack: Stack, existing: ExistingResource, tags: Tags) -> Owner | None:
    """By its tags; by its name only where there may be no tags, for a name alone proves little."""
    own = stack.scope.tag_map
    if own.keys() <= tags.keys() and PROJECT in own and own[PROJECT] == tags[PROJECT]:
        others = ", ".join(f"{key}={tags[key]}" for key, value in sorted(own.items()) if tags[key] != value)
        return Owner(Whose.OTHER_RUN, stack.name, f"tags {others}")
    its = handler_of(existing.kind)
    untagged = not its.taggable or (its.comes_unasked and not tags)
    if (
        untagged
        and not its.part_of(existing)
        and any(_same_name(each.kind, each.identity, existing) for each in stack.resources)
    ):
        return Owner(Whose.OTHER_RUN, stack.name, f"its name, in {existing.region}")
    return None


def _same_name(kind: str, identity: str, existing: ExistingResource) -> bool:
    return (kind, identity) == (existing.kind, existing.identity)


def _with_parts(
    existing: Iterable[ExistingResource], owners: Mapping[ExistingResource, Owner], declared: Mapping[str, Owner]
) -> dict[ExistingResource, Owner]:
    """The owners, and those of the parts: who owns a whole, be it gone already, owns what anybody added to it."""
    every, known = list(existing), handlers()
    shown = dict(owners)
    by_address = {**declared, **{each.address: owner for each, owner in shown.items()}}
    for _ in every:
        more = {
            each: Owner(owner.whose, owner.stack, "part of it")
            for each in every
            if each not in shown and (owner := by_address.get(known[each.kind].part_of(each)))
        }
        if not more:
            break
        shown |= more
        by_address |= {each.address: owner for each, owner in more.items()}
    return {each: shown[each] for each in every if each in shown}
