"""An update that is done at once makes of an item what moto makes of it; what moto has to judge is left to it."""

import copy
from typing import Any

import pytest
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing.executors import UpdateExpressionExecutor
from moto.dynamodb.parsing.expressions import UpdateExpressionParser
from moto.dynamodb.parsing.validators import UpdateExpressionValidator

from emulator.dynamodb.expressions.updates import parse
from emulator.localstack.dynamodb.plain_updates import noted, plain_update

NAMES = {"#s": "status", "#c": "count", "#id": "id", "#i": "indexed"}
VALUES: dict[str, Any] = {
    ":s": {"S": "DONE"}, ":one": {"N": "1"}, ":map": {"M": {"a": {"L": [{"N": "1"}]}}}, ":set": {"SS": ["x"]},
    ":empty": {"S": ""},
}  # fmt: skip
ATTRIBUTES: dict[str, Any] = {
    "id": {"S": "1"}, "status": {"S": "PENDING"}, "count": {"N": "3"}, "labels": {"L": [{"S": "a"}]}
}  # fmt: skip
PLAIN = (
    "SET #s = :s",
    "SET #s = :s, extra = :map, labels = :empty REMOVE #c, absent",
    "SET #s = :s ADD #c :one",
    "ADD fresh :one",
    "REMOVE labels",
    "REMOVE extra SET #c = :one",
)
JUDGED = (
    "SET #s = #c",
    "SET #c = #c + :one",
    "SET #s = if_not_exists(#s, :s)",
    "SET labels[0] = :s",
    "SET #c.inner = :s",
    "DELETE labels :set",
    "ADD labels :one",
    "ADD tags :set",
    "SET #id = :s",
    "SET #i = :one",
    "REMOVE #i",
    "SET #s = :undefined",
    "SET #undefined = :s",
)


def table() -> Table:
    types = [{"AttributeName": name, "AttributeType": "S"} for name in ("id", "indexed")]
    schema = [{"AttributeName": "id", "KeyType": "HASH"}]
    return Table("t", account_id="1", region="us-east-1", schema=schema, attr=types)


def item() -> Item:
    return Item(DynamoType({"S": "1"}), None, attrs=copy.deepcopy(ATTRIBUTES))


def tree(expression: str) -> Any:
    return noted(UpdateExpressionParser.make(expression), parse(expression))


def by_moto(expression: str) -> Any:
    made = item()
    validated = UpdateExpressionValidator(tree(expression), NAMES, VALUES, made, table()).validate()
    validated.normalize()
    UpdateExpressionExecutor(validated, made, NAMES).execute()
    return made.to_json()


@pytest.mark.parametrize("expression", PLAIN)
def test_a_plain_update_is_motos(expression: str) -> None:
    made = item()
    update = plain_update(tree(expression), NAMES, VALUES, made, table())
    assert update is not None
    update.normalize()
    update.apply(made)
    assert made.to_json() == by_moto(expression)
    assert list(made.to_json()["Attributes"]) == list(by_moto(expression)["Attributes"])


@pytest.mark.parametrize("expression", JUDGED)
def test_all_else_is_left_to_moto(expression: str) -> None:
    assert plain_update(tree(expression), NAMES, VALUES, item(), table()) is None


def test_values_are_the_updates_own() -> None:
    made = item()
    update = plain_update(tree("SET a = :map, b = :map"), NAMES, VALUES, made, table())
    assert update is not None
    update.apply(made)
    made.attrs["a"].value["a"].value.append(DynamoType({"N": "2"}))
    assert made.to_json()["Attributes"]["b"] == VALUES[":map"]
