"""Numbers, comparisons and document paths as DynamoDB has them, without a table."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.dynamodb import comparisons as moto
from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.models.dynamo_type import DynamoType, Item

from emulator.localstack.dynamodb.numbers import canonical, digits
from emulator.localstack.dynamodb.paths import project, updated_paths
from tests.unit.emulator.applying import applied


@pytest.fixture(autouse=True, scope="module")
def corrected() -> Iterator[None]:
    """moto with our comparisons, and as it was afterwards."""
    with applied("dynamodb.attach"):
        yield


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("1", "1"),
        ("1.0", "1"),
        ("001.50", "1.5"),
        ("1E+2", "100"),
        ("-0.0", "0"),
        ("1e-3", "0.001"),
        ("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
        ("9.9999999999999999999999999999999999999E+125", "9" * 38 + "0" * 88),
    ],
)
def test_numbers_are_stored_in_plain_digits(text: str, stored: str) -> None:
    assert digits(text) == stored


@pytest.mark.parametrize("text", ["", "x", "NaN", "Infinity", "1e126", "1e-131", "1" * 39, "1 2"])
def test_what_is_no_number_of_dynamodb_is_refused(text: str) -> None:
    with pytest.raises(MockValidationException):
        digits(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**30), max_value=10**30))
def test_equal_numbers_are_stored_equally(number: Decimal) -> None:
    assert digits(str(number)) == digits(f"{number:E}") == digits(f"{number}0")
    assert Decimal(digits(str(number))) == number


def test_a_whole_request_is_made_canonical_and_nothing_else_in_it() -> None:
    request = {
        "Item": {
            "N": {"N": "1.0"},
            "S": {"S": "1.0"},
            "L": {"L": [{"NS": ["2.0", "3E0"]}, {"M": {"N": {"N": "0.50"}}}]},
        },
        "ExpressionAttributeNames": {"#n": "N"},
        "Limit": 5,
    }
    assert canonical(request) == {
        "Item": {"N": {"N": "1"}, "S": {"S": "1.0"}, "L": {"L": [{"NS": ["2", "3"]}, {"M": {"N": {"N": "0.5"}}}]}},
        "ExpressionAttributeNames": {"#n": "N"},
        "Limit": 5,
    }
    with pytest.raises(MockValidationException, match="duplicates"):
        canonical({"a": {"NS": ["1", "1.0"]}})


ITEM = Item(
    DynamoType({"S": "k"}),
    None,
    {
        "id": {"S": "k"},
        "zero": {"N": "0"},
        "five": {"N": "5"},
        "label": {"S": "5"},
        "yes": {"BOOL": True},
        "nothing": {"NULL": True},
        "big": {"N": "12345678901234567890123456789012345678"},
        "tags": {"SS": ["a", "b"]},
        "list": {"L": [{"S": "a"}, {"N": "1"}]},
        "map": {"M": {"x": {"N": "1"}}},
    },
)
VALUES: dict[str, Any] = {
    ":0": {"N": "0"},
    ":1": {"N": "1"},
    ":5": {"N": "5"},
    ":9": {"N": "9"},
    ":text5": {"S": "5"},
    ":a": {"S": "a"},
    ":true": {"BOOL": True},
    ":null": {"NULL": True},
    ":big": {"N": "12345678901234567890123456789012345677"},
    ":ba": {"SS": ["b", "a"]},
    ":map": {"M": {"x": {"N": "1"}}},
}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("five = :5", True),
        ("five = :text5", False),
        ("label = :text5", True),
        ("yes = :1", False),
        ("yes = :true", True),
        ("nothing = :null", True),
        ("tags = :ba", True),
        ("#map = :map", True),
        ("big > :big", True),
        ("big = :big", False),
        ("five < :9 AND five <= :5 AND five >= :5 AND five > :1", True),
        ("five < :text5", False),
        ("label > :1", False),
        ("yes > :1", False),
        ("five <> :text5", True),
        ("lacking = :5", False),
        ("lacking = other_one", False),
        ("lacking <> :5", True),
        ("lacking < :5", False),
        ("zero BETWEEN :0 AND :5", True),
        ("five BETWEEN :0 AND :1", False),
        ("label BETWEEN :0 AND :9", False),
        ("lacking BETWEEN :0 AND :9", False),
        ("five IN (:1, :5)", True),
        ("label IN (:1, :5)", False),
        ("contains(tags, :a)", True),
        ("contains(#list, :1)", True),
        ("contains(#list, :text5)", False),
        ("contains(label, :text5)", True),
        ("contains(label, :5)", False),
        ("size(label) = :1", True),
        ("size(tags) > :1", True),
        ("size(lacking) > :0", False),
        ("size(five) > :0", False),
        ("attribute_exists(zero) AND attribute_not_exists(lacking)", True),
        ("NOT (five = :5)", False),
        ("five = :9 OR zero = :0", True),
    ],
)
def test_conditions(condition: str, expected: bool) -> None:
    names = {"#map": "map", "#list": "list"}
    assert bool(moto.get_filter_expression(condition, names, VALUES).expr(ITEM)) is expected


@pytest.mark.parametrize(
    ("calculate", "result"),
    [
        (lambda a, b: a + b, "0.3"),
        (lambda a, b: b - a, "0.1"),
    ],
)
def test_sums_are_exact(calculate: Callable[[Any, Any], Any], result: str) -> None:
    assert calculate(DynamoType({"N": "0.1"}), DynamoType({"N": "0.2"})).value == result


def test_what_an_update_names_is_projected() -> None:
    request = {
        "UpdateExpression": "SET a.#b = :x, n = n + :one, l[1] = :x REMOVE gone, m.c ADD s :set",
        "ExpressionAttributeNames": {"#b": "b"},
    }
    paths = updated_paths(request)
    assert paths == [("a", "b"), ("n",), ("l", 1), ("gone",), ("m", "c"), ("s",)]
    attributes: dict[str, Any] = {
        "id": {"S": "k"},
        "a": {"M": {"b": {"N": "1"}, "z": {"N": "2"}}},
        "n": {"N": "1"},
        "l": {"L": [{"N": "0"}, {"N": "1"}, {"N": "2"}]},
        "m": {"M": {"d": {"N": "3"}}},
        "s": {"SS": ["x"]},
    }
    assert project(attributes, paths) == {
        "a": {"M": {"b": {"N": "1"}}},
        "n": {"N": "1"},
        "l": {"L": [{"N": "1"}]},
        "s": {"SS": ["x"]},
    }
    assert updated_paths({"AttributeUpdates": {"x": {}, "y": {}}}) == [("x",), ("y",)]
