"""Updates that set, remove or count attributes of an item, and look at nothing else of it: done without moto's tree.

moto goes through an update ten times before it does it: for what `expressions.check` has refused by then (sections,
overlaps, reserved words, placeholders), for keys, for operands that an item decides, and for the types of keys. Where
an update names whole attributes that are in no key, and values of the request, only the last step is left to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing.ast_nodes import UpdateExpression

from emulator.dynamodb.expressions.tree import Value
from emulator.dynamodb.expressions.updates import Action

Actions = tuple[Action, ...]
NUMBER = "N"
_PLAN = "plain_actions"
"""The attribute of moto's tree that has its actions, if they are plain."""


def noted(tree: UpdateExpression, actions: Actions) -> UpdateExpression:
    """The tree with its actions."""
    if all(_is_plain(action) for action in actions):
        setattr(tree, _PLAN, actions)
    return tree


def _is_plain(action: Action) -> bool:
    whole = len(action.path.steps) == 1
    return whole and (action.section == "REMOVE" or (action.section != "DELETE" and isinstance(action.value, Value)))


@dataclass(frozen=True)
class PlainUpdate:
    """What stands in the place of moto's validated tree: names of attributes, and what each is made."""

    actions: tuple[tuple[str, str, DynamoType | None], ...]

    def normalize(self) -> None:
        """Nothing is to be sorted: no action is about a part of a list."""

    def apply(self, item: Item) -> None:
        """Change the item; ItemSizeTooLarge as moto raises it."""
        for section, name, value in self.actions:
            if section == "REMOVE":
                item.attrs.pop(name, None)
            elif section == "SET":
                item.attrs[name] = value
            else:
                item.attrs[name] = item.attrs.get(name, DynamoType({NUMBER: "0"})) + value


def plain_update(
    tree: Any, names: Mapping[str, str] | None, values: Mapping[str, Any] | None, item: Item | None, table: Table
) -> PlainUpdate | None:
    """The update, if it is a plain one of this item; None for all that moto has to judge."""
    actions: Actions | None = getattr(tree, _PLAN, None)
    if actions is None:
        return None
    keys = {attribute["AttributeName"] for attribute in table.attr}
    made: list[tuple[str, str, DynamoType | None]] = []
    for action in actions:
        step = str(action.path.steps[0])
        name = (names or {}).get(step, "") if step.startswith("#") else step
        if not name or name in keys:
            return None
        if not isinstance(action.value, Value):
            made.append((action.section, name, None))
            continue
        if action.value.name not in (values or {}):
            return None
        value = DynamoType((values or {})[action.value.name])
        if action.section == "ADD" and not _adds_numbers(value, item, name):
            return None
        made.append((action.section, name, value))
    return PlainUpdate(tuple(made))


def _adds_numbers(value: DynamoType, item: Item | None, name: str) -> bool:
    before = None if item is None else item.attrs.get(name)
    return value.type == NUMBER and (before is None or before.type == NUMBER)
