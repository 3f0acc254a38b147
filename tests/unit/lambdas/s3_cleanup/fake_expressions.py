"""Evaluate the part of DynamoDB's expression language that the functions use."""

import re
from typing import Any

Item = dict[str, Any]

_TERM = re.compile(
    r"attribute_not_exists\((?P<absent>\w+)\)"
    r"|(?P<between>\w+) BETWEEN (?P<low>:\w+) AND (?P<high>:\w+)"
    r"|(?P<left>\w+) (?P<operator>=|<>|<=|>=|<|>) (?P<right>:\w+)"
)
_COMPARE = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def value_of(attribute: dict[str, Any]) -> Any:
    """The Python value of `{"S": …}`, `{"N": …}` or `{"BOOL": …}`; anything else is a mistake of the caller."""
    ((kind, value),) = attribute.items()
    assert kind in {"S", "N", "BOOL"}
    assert isinstance(value, bool if kind == "BOOL" else str)
    return int(value) if kind == "N" else value


def holds(expression: str, item: Item, values: Item) -> bool:
    """Whether the condition is true of the item: terms joined by AND, or by OR, never both."""
    results, position, joiners = [], 0, set()
    while position < len(expression):
        term = _TERM.match(expression, position)
        assert term, f"not understood: {expression[position:]}"
        results.append(_term(term, item, values))
        position = term.end()
        joiner = re.compile(r" (AND|OR) ").match(expression, position)
        if joiner:
            joiners.add(joiner[1])
            position = joiner.end()
    assert len(joiners) < 2, f"AND and OR mixed: {expression}"
    return any(results) if "OR" in joiners else all(results)


def _term(term: re.Match[str], item: Item, values: Item) -> bool:
    if term["absent"]:
        return term["absent"] not in item
    name = term["between"] or term["left"]
    if name not in item:
        return False
    if term["between"]:
        return bool(value_of(values[term["low"]]) <= value_of(item[name]) <= value_of(values[term["high"]]))
    return bool(_COMPARE[term["operator"]](value_of(item[name]), value_of(values[term["right"]])))


def updated(item: Item, expression: str, values: Item) -> Item:
    """The item after `SET a = :a, b = :b`."""
    assert expression.startswith("SET ")
    pairs = (assignment.split(" = ") for assignment in expression.removeprefix("SET ").split(", "))
    return {**item, **{name: values[value] for name, value in pairs}}
