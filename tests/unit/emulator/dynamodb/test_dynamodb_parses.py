"""What is remembered of expressions and copied of items is what moto itself would read and copy."""

import ast
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from moto.dynamodb import models
from moto.dynamodb.comparisons import ConditionExpressionParser
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.parsing import executors
from moto.dynamodb.parsing.ast_nodes import Node
from moto.dynamodb.parsing.expressions import UpdateExpressionParser

from tests.unit.emulator.applying import applied

VALUES: list[dict[str, Any]] = [
    {"S": "text"},
    {"N": "1.50"},
    {"B": "aGVsbG8="},
    {"BOOL": True},
    {"NULL": True},
    {"SS": ["a", "b"]},
    {"L": [{"S": "a"}, {"M": {"b": {"NS": ["1", "2"]}}}]},
    {"M": {"a": {"L": []}, "b": {"M": {}}}},
]


@pytest.fixture(autouse=True)
def installed() -> Iterator[None]:
    """moto with the cheaper parts, and as it was afterwards."""
    with applied("dynamodb.attach"):
        yield


@pytest.mark.parametrize("value", VALUES, ids=lambda value: next(iter(value)))
def test_a_copy_is_equal_and_its_own(value: dict[str, Any]) -> None:
    item = Item(DynamoType({"S": "key"}), None, {"key": {"S": "key"}, "a": value})
    before = item.to_json()
    made = deepcopy(item)
    assert made.to_json() == before
    changed = made.attrs["a"]
    if isinstance(changed.value, list | dict):
        changed.value.clear()
    else:
        made.attrs["a"] = DynamoType({"S": "changed"})
    made.attrs["more"] = DynamoType({"S": "more"})
    assert item.to_json() == before


def test_moto_changes_no_value_that_is_a_text_a_number_or_bytes() -> None:
    """Copies share them: whoever changed one in place would change the items of others."""
    changes = []
    for source in (*Path(models.__file__).parent.glob("*.py"), *Path(executors.__file__).parent.glob("*.py")):
        if source.name == "tokens.py":  # they have a `value` too, and are no items'
            continue
        for node in ast.walk(ast.parse(source.read_text())):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            changes += [
                f"{source.name}:{each.lineno}"
                for each in targets
                if isinstance(each, ast.Attribute)
                and each.attr in ("value", "type")
                and getattr(each.value, "id", "") != "self"
            ]
    assert changes == []


def test_what_lies_deep_is_copied_too() -> None:
    first = DynamoType({"M": {"a": {"L": [{"SS": ["x"]}]}}})
    second = deepcopy(first)
    second.value["a"].value[0].value.append("y")
    assert first.value["a"].value[0].value == ["x"]


def test_one_condition_serves_other_values() -> None:
    item = Item(DynamoType({"S": "k"}), None, {"n": {"N": "5"}, "k": {"S": "k"}})
    for number, holds in (("4", True), ("6", False), ("4", True)):
        parser = ConditionExpressionParser("#n > :n AND size(k) < :n", {"#n": "n"}, {":n": {"N": number}})
        assert parser.parse().expr(item) is holds
        assert parser.expr_attr_names_found == ["#n", "k"]
        assert parser.expr_attr_values_found == [":n", ":n"]


def test_an_update_is_read_once() -> None:
    assert UpdateExpressionParser.make("SET a = :a") is UpdateExpressionParser.make("SET a = :a")
    assert UpdateExpressionParser.make("SET a = :a") is not UpdateExpressionParser.make("SET a = :b")


def test_a_copy_of_an_update_leaves_what_is_remembered_as_it_was() -> None:
    read = UpdateExpressionParser.make("SET a.b[0] = if_not_exists(a, :a) + :b REMOVE c, d ADD e :e")

    def shape(node: Any) -> Any:
        return (type(node).__name__, [shape(each) for each in node.children or []]) if isinstance(node, Node) else node

    made = deepcopy(read)
    assert shape(made) == shape(read)
    assert all(child.parent is made for child in made.children if isinstance(child, Node))
    before = shape(read)
    made.children.clear()
    assert shape(read) == before
