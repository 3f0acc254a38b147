"""A plan is data: what would be done about each resource of a stack. It is printed, tested and applied as it is."""

from dataclasses import dataclass
from enum import StrEnum

from bootstrap.resource import Found, Resource
from bootstrap.stack import Stack


class Action(StrEnum):
    """What is to be done about a resource."""

    CREATE = "create"
    UPDATE = "update"
    KEEP = "keep"
    CONFLICT = "conflict"
    """It is there but differs in what AWS can't change in place."""


MARKS = {Action.CREATE: "+", Action.UPDATE: "~", Action.KEEP: "=", Action.CONFLICT: "!"}


@dataclass(frozen=True)
class Instruction:
    """One resource and what is to be done about it; `changed` are the attributes that differ."""

    action: Action
    resource: Resource
    found: Found | None = None
    changed: frozenset[str] = frozenset()

    @property
    def line(self) -> str:
        """For people: mark, kind, name, and why."""
        differs = f" (differs in {', '.join(sorted(self.changed))})" if self.changed else ""
        summary = f"  {self.resource.summary}" if self.resource.summary else ""
        return f"{MARKS[self.action]} {self.resource.kind}  {self.resource.identity}{summary}{differs}"


@dataclass(frozen=True)
class Plan:
    """Instructions in an order in which they can be carried out."""

    stack: Stack
    instructions: tuple[Instruction, ...]

    def text(self) -> str:
        """The whole plan for people, a line a resource, and a sum at the end."""
        counts = {action: sum(each.action is action for each in self.instructions) for action in Action}
        head = f"{self.stack.name} in {self.stack.scope.region}, account {self.stack.scope.account_id}"
        there = counts[Action.KEEP] + counts[Action.UPDATE] + counts[Action.CONFLICT]
        tail = f"{counts[Action.CREATE]} to create, {counts[Action.UPDATE]} to update, {there} there already"
        if counts[Action.CONFLICT]:
            tail += f", {counts[Action.CONFLICT]} in conflict: tear the stack down first"
        return "\n".join([head, *(each.line for each in self.instructions), tail])


def decide(resource: Resource, found: Found | None, changed: frozenset[str]) -> Instruction:
    """What is to be done about a resource, from what a listing showed and what differs."""
    if found is None:
        return Instruction(Action.CREATE, resource)
    if not changed:
        return Instruction(Action.KEEP, resource, found)
    action = Action.UPDATE if changed <= resource.in_place else Action.CONFLICT
    return Instruction(action, resource, found, changed)
