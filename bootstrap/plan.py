"""A plan is data: what would be done about each resource of a stack. It is printed, tested and applied as it is."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bootstrap.model.resource import Attributes, ExistingResource, Resource
from bootstrap.model.stack import Stack


class Action(StrEnum):
    """What is to be done about a resource."""

    CREATE = "create"
    UPDATE = "update"
    KEEP = "keep"
    CONFLICT = "conflict"
    """It is there but differs in what AWS can't change in place."""


MARKS = {Action.CREATE: "+", Action.UPDATE: "~", Action.KEEP: "=", Action.CONFLICT: "!"}


@dataclass(frozen=True)
class Change:
    """One attribute, as it is and as it is declared."""

    attribute: str
    actual: object
    desired: object
    in_place: bool = True
    """Whether it can be changed without making the resource anew."""

    def lines(self) -> Iterator[str]:
        """For people; of a mapping, only the entries that differ."""
        if not isinstance(self.actual, Mapping) or not isinstance(self.desired, Mapping):
            yield f"{self.attribute}: {shown(self.actual)} -> {shown(self.desired)}"
            return
        for name in sorted(self.actual.keys() | self.desired.keys()):
            actual, desired = self.actual.get(name), self.desired.get(name)
            if actual != desired and not (self.attribute == TAGS and desired is None):
                yield f"{self.attribute}.{name}: {shown(actual)} -> {shown(desired)}"


@dataclass(frozen=True)
class Instruction:
    """One resource and what is to be done about it; `drift` is how what is there differs from what is declared."""

    action: Action
    resource: Resource
    existing: ExistingResource | None = None
    drift: tuple[Change, ...] = ()

    @property
    def changed(self) -> frozenset[str]:
        """The names of the attributes that differ."""
        return frozenset(change.attribute for change in self.drift)

    @property
    def stuck(self) -> str:
        """The names of the attributes that differ and can't be changed in place, in one text."""
        return ", ".join(sorted(change.attribute for change in self.drift if not change.in_place))

    def lines(self) -> Iterator[str]:
        """For people: mark, kind, name and facts; below it what differs, and what of that can't be changed in place."""
        kind = self.resource.kind.removeprefix("AWS::").replace("::", " ")
        yield f"{MARKS[self.action]} {kind:<27} {self.resource.identity}  {self.resource.summary}".rstrip()
        for change in self.drift:
            fixed = "" if change.in_place else "  (can't be changed in place)"
            yield from (f"{'':<30}{line}{fixed}" for line in change.lines())


@dataclass(frozen=True)
class Plan:
    """Instructions in an order in which they can be carried out."""

    stack: Stack
    instructions: tuple[Instruction, ...]

    def text(self) -> str:
        """The whole plan for people, a line a resource, and a sum at the end."""
        head = f"{self.stack.name} in {self.stack.scope.region}, account {self.stack.scope.account_id}"
        lines = [line for each in self.instructions for line in each.lines()]
        counts = {action: sum(each.action is action for each in self.instructions) for action in Action}
        tail = (
            f"{counts[Action.CREATE]} to create, {counts[Action.UPDATE]} to update, {counts[Action.KEEP]} as declared"
        )
        if counts[Action.CONFLICT]:
            tail += f", {counts[Action.CONFLICT]} in conflict: tear the stack down first"
        return "\n".join([head, *lines, tail])


TAGS = "Tags"


def changes(desired: Attributes, actual: Attributes, in_place: Collection[str]) -> tuple[Change, ...]:
    """The declared attributes that differ, sorted, those of `in_place` as changeable.

    Tags that others have added are nobody's business.
    """
    return tuple(
        Change(name, actual.get(name), value, name in in_place)
        for name, value in sorted(desired.items())
        if not (_carries(actual.get(name), value) if name == TAGS else actual.get(name) == value)
    )


def _carries(actual: object, desired: object) -> bool:
    if not isinstance(actual, Mapping) or not isinstance(desired, Mapping):
        return False
    return all(actual.get(name) == value for name, value in desired.items())


def decide(resource: Resource, existing: ExistingResource | None, drift: tuple[Change, ...]) -> Instruction:
    """What is to be done about a resource, from what a listing showed and what differs."""
    if existing is None:
        return Instruction(Action.CREATE, resource)
    if not drift:
        return Instruction(Action.KEEP, resource, existing)
    in_place = all(change.in_place for change in drift)
    return Instruction(Action.UPDATE if in_place else Action.CONFLICT, resource, existing, drift)


def shown(value: object) -> str:
    """A value in a line: text as it is, what is absent as nothing."""
    return "nothing" if value is None or value == "" else str(value)
