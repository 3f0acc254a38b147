"""Reading series of datapoints from LocalStack's metric database."""

import math
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from emulator.cloudwatch.datapoints import Metric, add_index, reading
from tests.unit.emulator.cloudwatch.metric_file import create_tables, put_value

METRIC = Metric("1", "r", "N", "m")


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = str(tmp_path / "metrics.db")
    with closing(sqlite3.connect(path)) as connection:
        create_tables(connection)
    add_index(path)
    add_index(path)
    return path


def put(database: str, timestamp: float, value: float, **columns: Any) -> None:
    with closing(sqlite3.connect(database)) as connection:
        put_value(connection, timestamp, value, **columns)


def values(database: str, metric: Metric, statistic: str, start_s: float = 0.0, periods: int = 3) -> list[float | None]:
    with reading(database) as reader:
        return [
            None if point is None else point.value for point in reader.series(metric, statistic, 60, start_s, periods)
        ]


def test_windows_hold_what_began_in_them(database: str) -> None:
    for timestamp, value in ((0, 1), (59, 2), (60, 3), (179, 4), (180, 5)):
        put(database, timestamp, value)
    assert values(database, METRIC, "Sum") == [3, 3, 4]
    assert values(database, METRIC, "Maximum", 60, 3) == [3, 4, 5]
    assert values(database, METRIC, "p50") == [1.5, 3, 4]


def test_a_window_without_data_is_none(database: str) -> None:
    put(database, 130, 1)
    assert values(database, METRIC, "Average") == [None, None, 1]


def test_metrics_are_exactly_their_dimensions(database: str) -> None:
    put(database, 1, 1, dimensions="FunctionName=ab\t")
    put(database, 1, 2, dimensions="FunctionName=a\t")
    put(database, 1, 4, dimensions="A=1\tFunctionName=a\t")
    put(database, 1, 8)
    put(database, 1, 16, account="2")
    assert values(database, METRIC, "Sum", periods=1) == [8]
    assert values(database, Metric("1", "r", "N", "m", (("FunctionName", "a"),)), "Sum", periods=1) == [2]
    both = Metric.of("1", "r", {"Namespace": "N", "MetricName": "m", "Dimensions": [
        {"Name": "FunctionName", "Value": "a"}, {"Name": "A", "Value": "1"}]})  # fmt: skip
    assert values(database, both, "Sum", periods=1) == [4]


def test_a_unit_selects(database: str) -> None:
    put(database, 1, 1, unit="Bytes")
    put(database, 1, 2)
    assert values(database, METRIC, "Sum", periods=1) == [3]
    assert values(database, Metric("1", "r", "N", "m", (), "Bytes"), "Sum", periods=1) == [1]
    assert values(database, Metric("1", "r", "N", "m", (), "None"), "Sum", periods=1) == [2]


def test_statistic_sets_count_in(database: str) -> None:
    put(database, 1, 1)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(
            "INSERT INTO AGGREGATED_METRICS VALUES (NULL, '1', 'r', 'm', 'N', 2, NULL, NULL, NULL, 9, 99, 0, 50)"
        )
        connection.commit()
    for statistic, expected in (("Sum", 100), ("SampleCount", 10), ("Average", 10), ("Minimum", 0), ("Maximum", 50)):
        assert values(database, METRIC, statistic, periods=1) == [expected]


def test_resolution(database: str) -> None:
    with reading(database) as reader:
        assert not reader.has_standard_resolution(METRIC, 0, 100)
    put(database, 1, 1, resolution=1)
    with reading(database) as reader:
        assert not reader.has_standard_resolution(METRIC, 0, 100)
    put(database, 2, 1)
    with reading(database) as reader:
        assert reader.has_standard_resolution(METRIC, 0, 100)
        assert not reader.has_standard_resolution(METRIC, 10, 100)


def test_the_next_datapoint_is_found_among_values_and_statistic_sets(database: str) -> None:
    put(database, 10, 1)
    put(database, 90, 1)
    put(database, 20, 1, account="2")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(
            "INSERT INTO AGGREGATED_METRICS VALUES (NULL, '1', 'r', 'm', 'N', 60, NULL, NULL, NULL, 9, 99, 0, 50)"
        )
        connection.commit()
    with reading(database) as reader:
        assert [reader.next_s(METRIC, start_s) for start_s in (0, 10, 11, 61, 90.5)] == [10, 10, 60, 90, math.inf]
