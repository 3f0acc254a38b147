"""A query's filter says nothing of the keys it goes by, and a set names a member once."""

import pytest
from moto.dynamodb.exceptions import MockValidationException

from emulator.localstack.dynamodb.expressions import check_filter
from emulator.localstack.dynamodb.numbers import canonical


@pytest.mark.parametrize(
    "text",
    [
        "sort = :a",
        "begins_with(sort, :a)",
        "other = :a AND NOT (#s IN (:a, :b))",
        "size(#s)>:a",
        ":a BETWEEN sort AND x",
        "#0 = :a",
        "#_x <> :a",
        "other<:a AND\t#0>=:a",
        "sort.inner = :a",
        "attribute_exists (#_x)",
    ],
)
def test_a_filter_on_a_key_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(MockValidationException, match="Primary key attribute: sort"):
        check_filter(
            {"FilterExpression": text, "ExpressionAttributeNames": {"#s": "sort", "#0": "sort", "#_x": "sort"}},
            {"part", "sort"},
        )


@pytest.mark.parametrize(
    "text",
    ["", "other = :sort", "a.sort = :a", "#a.#sort = :a", "sorted = :a", "sort(other)", "a[0] = :part", "#sort = :a"],
)
def test_a_filter_on_anything_else_is_taken(text: str) -> None:
    check_filter({"FilterExpression": text, "ExpressionAttributeNames": {"#sort": "other"}}, {"part", "sort"})


def test_a_query_without_a_filter_is_taken() -> None:
    check_filter({"KeyConditionExpression": "part = :p"}, {"part"})


@pytest.mark.parametrize("value", [{"SS": ["a", "a"]}, {"BS": ["AA==", "AA=="]}, {"NS": ["1", "1.0"]}])
def test_a_set_with_a_member_twice_is_refused(value: dict[str, list[str]]) -> None:
    with pytest.raises(MockValidationException, match="contains duplicates"):
        canonical({"Item": {"x": {"M": {"y": value}}}})


def test_a_set_of_different_members_is_as_it_was() -> None:
    assert canonical({"x": {"SS": ["b", "a"]}}) == {"x": {"SS": ["b", "a"]}}
