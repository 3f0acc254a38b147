"""Which metrics are listed.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from emulator.cloudwatch.metric_listing import fits, listed, restored
from tests.unit.emulator.cloudwatch.metric_file import create_tables, put_value

FUNCTION_A, FUNCTION_AB = {"Name": "Function", "Value": "a"}, {"Name": "Function", "Value": "ab"}


@pytest.fixture
def database(tmp_path: Path) -> Any:
    with closing(sqlite3.connect(tmp_path / "metrics.db")) as connection:
        create_tables(connection)
        put_value(connection, 1, 1)
        put_value(connection, 2, 1, dimensions="Function=a\t")
        put_value(connection, 9, 1, dimensions="Function=ab\t")
        put_value(connection, 3, 1, dimensions="Function=ab\t")
        put_value(connection, 3, 1, account="2")
        yield connection


def test_each_metric_once_with_its_dimensions_the_latest_first(database: sqlite3.Connection) -> None:
    found = listed(database, ("1", "r"), {})
    assert found == [
        {"Namespace": "N", "MetricName": "m", "Dimensions": dimensions}
        for dimensions in ([FUNCTION_AB], [FUNCTION_A], [])
    ]
    assert listed(database, ("1", "r"), {"namespace": "N", "metric_name": None}) == found
    assert listed(database, ("1", "r"), {"namespace": "other"}) == []


def test_a_filter_is_no_part_of_a_value(database: sqlite3.Connection) -> None:
    found = listed(database, ("1", "r"), {}, [FUNCTION_A])
    assert [metric["Dimensions"] for metric in found] == [[FUNCTION_A]]


def test_those_with_recent_data(database: sqlite3.Connection) -> None:
    assert [metric["Dimensions"] for metric in listed(database, ("1", "r"), {}, since_s=5)] == [[FUNCTION_AB]]


def test_a_value_with_an_equals_sign() -> None:
    assert restored("Query=a=b\tRegion=r\t") == [{"Name": "Query", "Value": "a=b"}, {"Name": "Region", "Value": "r"}]
    assert restored(None) == []


@pytest.mark.parametrize(
    ("filters", "fitting"),
    [
        ([], True),
        ([{"Name": "Function"}], True),
        ([FUNCTION_A], True),
        ([FUNCTION_AB], False),
        ([FUNCTION_A, {"Name": "Region"}], False),
    ],
)
def test_every_filter_finds_its_dimension(filters: Any, fitting: bool) -> None:
    assert fits([FUNCTION_A], filters) == fitting
