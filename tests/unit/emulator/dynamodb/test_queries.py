"""Queries by bisection answer what moto's own way answers, whatever was written before, page by page."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

from emulator.localstack.dynamodb import queries
from tests.examples import examples

NUMBERS = st.sampled_from(["1", "2", "10", "-3", "2.5"])
LETTERS = st.sampled_from(["a", "b"])
WRITES = st.lists(st.tuples(LETTERS, NUMBERS, st.none() | NUMBERS, st.booleans()), max_size=25)
PROJECT_ALL = {"ProjectionType": "ALL"}


def table() -> Table:
    local = {"IndexName": "local", "Projection": PROJECT_ALL, "KeySchema": schema("bucket", "size")}
    everywhere = {"IndexName": "global", "Projection": PROJECT_ALL, "KeySchema": schema("size")}
    kinds = {"bucket": "S", "time": "N", "size": "N"}
    return Table(
        "history",
        "000000000000",
        "us-east-1",
        schema=schema("bucket", "time"),
        attr=[{"AttributeName": name, "AttributeType": kind} for name, kind in kinds.items()],
        billing_mode="PAY_PER_REQUEST",
        indexes=[local],
        global_indexes=[everywhere],
    )


def schema(partition: str, sort: str | None = None) -> list[dict[str, str]]:
    keys = [{"AttributeName": partition, "KeyType": "HASH"}]
    return [*keys, {"AttributeName": sort, "KeyType": "RANGE"}] if sort else keys


def write(history: Table, bucket: str, time: str, size: str | None, delete: bool) -> None:
    item = {"bucket": {"S": bucket}, "time": {"N": time}} | ({"size": {"N": size}} if size else {})
    if delete:
        history.delete_item(DynamoType(item["bucket"]), DynamoType(item["time"]))
    else:
        history.put_item(item)
    queries.changed(history, item)


def asked(**changes: Any) -> dict[str, Any]:
    return {
        "range_objs": [], "limit": None, "exclusive_start_key": None, "scan_index_forward": True,
        "projection_expressions": None, "index_name": None, "consistent_read": False, "filter_expression": None,
    } | changes  # fmt: skip


def shown(items: list[Any]) -> list[Any]:
    return [item.to_json()["Attributes"] for item in items]


CONDITIONS = st.none() | st.tuples(st.sampled_from(["=", "<", "<=", ">", ">="]), NUMBERS) | st.just(("BETWEEN", "2"))


@settings(max_examples=examples(2), deadline=None)
@given(WRITES, WRITES, st.sampled_from([None, "local", "global"]), CONDITIONS, st.booleans(), st.none() | st.just(2))
def test_pages_are_those_of_moto(
    before: list[Any], later: list[Any], index: str | None, condition: Any, forward: bool, limit: int | None
) -> None:
    history = table()
    for one in before:
        write(history, *one)
    hash_key = DynamoType({"N": "2"} if index == "global" else {"S": "a"})
    comparison, values = None, []
    if condition and index != "global":
        comparison, value = condition
        values = [DynamoType({"N": value})] + ([DynamoType({"N": "10"})] if comparison == "BETWEEN" else [])
    queries.ordered_query(history, hash_key, None, asked(index_name=index))
    for one in later:
        write(history, *one)

    def pages(query: Any, **paging: Any) -> list[Any]:
        found, start = [], None
        while True:
            request = asked(index_name=index, range_objs=values, scan_index_forward=forward, **paging)
            items, _, last = query({**request, "exclusive_start_key": start})
            found += shown(items)
            if last is None:
                return found
            start = {name: value.to_json() for name, value in last.items()}

    ours = pages(lambda request: queries.ordered_query(history, hash_key, comparison, request), limit=limit)
    assert ours == pages(lambda request: history.query(hash_key, comparison, **request))


def test_a_start_that_is_no_place_of_the_index_is_refused() -> None:
    with pytest.raises(Exception, match="The provided starting key is invalid"):
        queries.ordered_query(table(), DynamoType({"S": "a"}), None, asked(exclusive_start_key={"bucket": {"S": "a"}}))


def test_what_was_written_past_the_requests_is_found_too() -> None:
    history = table()
    write(history, "a", "1", "5", delete=False)
    queries.ordered_query(history, DynamoType({"S": "a"}), None, asked())
    history.items.clear()

    with pytest.raises(queries.Stale):
        queries.ordered_query(history, DynamoType({"S": "a"}), None, asked())


@pytest.mark.parametrize("name", ["local", None])
def test_a_query_looks_only_at_what_it_returns(name: str | None) -> None:
    history = table()
    for number in range(2000):
        write(history, "a", str(number), str(number), delete=False)
    queries.ordered_query(history, DynamoType({"S": "a"}), None, asked(index_name=name, limit=1))
    looked_at = []
    get_item = history.get_item
    history.get_item = lambda *key: looked_at.append(key) or get_item(*key)  # type: ignore[func-returns-value]

    (newest,), *_ = queries.ordered_query(
        history, DynamoType({"S": "a"}), None, asked(index_name=name, limit=1, scan_index_forward=False)
    )

    assert newest.attrs["size"].value == "1999"
    assert len(looked_at) <= 2
