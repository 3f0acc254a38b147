"""What was done to resources in an update, and what undoes it: in-place updates first, then what was made goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Action(Enum):
    """What was done to a resource."""

    CREATED = "created"
    UPDATED = "updated in place"
    REPLACED = "made anew beside the old one"


@dataclass(frozen=True)
class Done:
    """One thing that was done."""

    logical_id: str
    action: Action


@dataclass(frozen=True)
class Undo:
    """How a list of things done is undone: who is updated back, whose new resource is deleted, each in this order."""

    updated_back: tuple[str, ...]
    deleted: tuple[str, ...]


def undo(journal: Iterable[Done]) -> Undo:
    """Everything in reverse order. Updates go back before anything is deleted that they may refer to."""
    done = list(journal)[::-1]
    return Undo(
        tuple(one.logical_id for one in done if one.action is Action.UPDATED),
        tuple(one.logical_id for one in done if one.action is not Action.UPDATED),
    )
