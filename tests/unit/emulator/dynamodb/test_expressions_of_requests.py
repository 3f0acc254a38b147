"""What DynamoDB refuses of a request's expressions, and of what it defines for them, in its own words."""

from typing import Any

import pytest

from emulator.dynamodb.expressions.request import check, check_filter, read_key_conditions, scope_of
from emulator.dynamodb.expressions.tokens import ExpressionError

RESERVED = frozenset({"SIZE"})
NAMES, VALUES = "ExpressionAttributeNames", "ExpressionAttributeValues"
ONE: dict[str, Any] = {"ConditionExpression": "#0 = :v", NAMES: {"#0": "pk"}, VALUES: {":v": {"S": "x"}}}


def refusal(body: dict[str, Any]) -> str:
    with pytest.raises(ExpressionError) as refused:
        check(body, RESERVED)
    return str(refused.value)


@pytest.mark.parametrize(
    "body",
    [
        {},
        ONE,
        {"TransactItems": [{"Put": ONE}, {"Delete": {}}]},
        {"RequestItems": {"table": {"ProjectionExpression": "a, b.c[0]"}, "other": [{}]}},
        {"UpdateExpression": "SET #_x = :v", NAMES: {"#_x": "a"}, VALUES: {":v": {"N": "1"}}},
    ],
)
def test_what_is_right_passes(body: dict[str, Any]) -> None:
    check(body, RESERVED)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({NAMES: {"#a": "a"}}, f"{NAMES} can only be specified when using expressions"),
        ({"FilterExpression": "a = a", NAMES: {}}, f"{NAMES} must not be empty"),
        ({**ONE, NAMES: {"a": "a"}}, f'{NAMES} contains invalid key: Syntax error; key: "a"'),
        ({**ONE, VALUES: {":v-": {"S": "a"}}}, f'{VALUES} contains invalid key: Syntax error; key: ":v-"'),
        (
            {**ONE, NAMES: {"#0": "a", "#b": "b", "#a": "c"}},
            f"Value provided in {NAMES} unused in expressions: keys: {{#a, #b}}",
        ),
        (
            {**ONE, VALUES: {":v": {"S": "x"}, ":w": {"S": "x"}}},
            f"Value provided in {VALUES} unused in expressions: keys: {{:w}}",
        ),
    ],
)
def test_a_definition_that_is_none_or_that_nothing_uses_is_refused(body: dict[str, Any], said: str) -> None:
    assert refusal(body) == said


def test_a_refused_expression_is_named_wherever_it_stands() -> None:
    broken = {**ONE, "ConditionExpression": "#0 = = :v"}
    assert refusal(broken).startswith("Invalid ConditionExpression: Syntax error;")
    assert refusal({"TransactItems": [{"Put": broken}]}) == refusal(broken)
    assert refusal({"RequestItems": {"t": {"ProjectionExpression": "size"}}}).startswith(
        "Invalid ProjectionExpression: "
    )
    assert "is not defined; attribute name: #a" in refusal({"FilterExpression": "#a = :v", VALUES: {":v": {"S": ""}}})


@pytest.mark.parametrize("text", ["pk = :v", "#k = :v", "a = :v AND begins_with(#k, :v)", "attribute_exists(pk.a)"])
def test_a_filter_on_a_key_is_refused(text: str) -> None:
    body = {"FilterExpression": text, NAMES: {"#k": "pk"}, VALUES: {":v": {"S": "x"}}}
    with pytest.raises(ExpressionError, match="can only contain non-primary key attributes: Primary key attribute: pk"):
        check_filter(body, {"pk", "sk"}, RESERVED)
    check_filter(body, {"sk"}, RESERVED)
    check_filter({}, {"pk"}, RESERVED)


def test_key_conditions_go_by_the_attributes_own_names() -> None:
    body = {"KeyConditionExpression": "#k = :v AND :w < sk", NAMES: {"#k": "pk"}}
    assert {name: str(each) for name, each in read_key_conditions(body).items()} == {"pk": "#k = :v", "sk": "sk > :w"}
    with pytest.raises(ExpressionError, match="must only contain one condition per key"):
        read_key_conditions({"KeyConditionExpression": "pk = :a AND #k = :b", NAMES: {"#k": "pk"}})


def test_a_scope_is_what_the_request_defines() -> None:
    scope = scope_of(ONE, RESERVED)
    assert (scope.names, scope.values, scope.reserved) == (ONE[NAMES], ONE[VALUES], RESERVED)
