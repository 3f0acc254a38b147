"""moto's validation of updates and its copies come to the same when they are made cheaper."""

import copy
from typing import Any

import pytest
from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing.ast_nodes import (
    DepthFirstTraverser,
    Node,
    UpdateExpressionAddAction,
    UpdateExpressionSetAction,
    UpdateExpressionSetClause,
)
from moto.dynamodb.parsing.executors import UpdateExpressionExecutor
from moto.dynamodb.parsing.expressions import UpdateExpressionParser
from moto.dynamodb.parsing.validators import UpdateExpressionValidator

from emulator.localstack.dynamodb.parses import clauses_found, copy_of_item, traversed

NAMES = {"#s": "status", "#c": "count", "#id": "id"}
VALUES = {":s": {"S": "DONE"}, ":one": {"N": "1"}, ":list": {"L": [{"S": "c"}]}, ":set": {"SS": ["x"]}}
ATTRIBUTES: dict[str, Any] = {
    "id": {"S": "1"}, "status": {"S": "PENDING"}, "count": {"N": "3"}, "names": {"L": [{"S": "a"}, {"S": "b"}]},
    "map": {"M": {"inner": {"N": "7"}}}, "tags": {"SS": ["x", "y"]},
}  # fmt: skip
EXPRESSIONS = (
    "SET #s = :s ADD #c :one",
    "SET #s = if_not_exists(other, :s), #c = #c + :one REMOVE names[0], names[1]",
    "SET names = list_append(names, :list), map.inner = map.inner - :one",
    "DELETE tags :set SET other = if_not_exists(missing, :one) + :one",
    "REMOVE map.inner, status",
    "SET #s = :s SET #c = :one",
    "SET #s = :s, #s = :one",
    "SET #id = :s",
    "SET #c = #s + :one",
    "SET #s = :missing",
    "SET nothing.inner = :one",
)


def table() -> Table:
    schema = [{"AttributeName": "id", "KeyType": "HASH"}]
    types = [{"AttributeName": "id", "AttributeType": "S"}]
    return Table("t", account_id="1", region="us-east-1", schema=schema, attr=types)


def item() -> Item:
    return Item(DynamoType({"S": "1"}), None, attrs=copy.deepcopy(ATTRIBUTES))


def updated(expression: str) -> Any:
    """What an update makes of an item, or how it is refused."""
    made = item()
    try:
        tree = UpdateExpressionValidator(
            UpdateExpressionParser.make(expression), NAMES, VALUES, made, table()
        ).validate()
        tree.normalize()
        UpdateExpressionExecutor(tree, made, NAMES).execute()
    except MockValidationException as error:
        return type(error), str(error)
    return made.to_json()


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_update_does_and_refuses_the_same(expression: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = updated(expression)
    monkeypatch.setattr(DepthFirstTraverser, "traverse_node_recursively", traversed)
    monkeypatch.setattr(Node, "find_clauses", clauses_found)
    assert updated(expression) == expected


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_the_same_nodes_are_found(expression: str) -> None:
    tree = UpdateExpressionParser.make(expression)
    for kinds in ([UpdateExpressionSetClause], [UpdateExpressionSetAction, UpdateExpressionAddAction]):
        found, expected = clauses_found(tree, kinds), tree.find_clauses(kinds)
        assert [id(one) for one in found] == [id(one) for one in expected]


def test_a_copied_item_shares_nothing_that_changes() -> None:
    original = item()
    copied = copy_of_item(original)
    assert copied.__dict__.keys() == original.__dict__.keys()
    assert copied.to_json() == original.to_json()
    copied.attrs["names"].value.append(DynamoType({"S": "c"}))
    copied.attrs["map"].value["inner"] = DynamoType({"N": "8"})
    copied.attrs["other"] = DynamoType({"S": "new"})
    assert original.to_json() == item().to_json()
