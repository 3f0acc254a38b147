"""What PutMetricData puts is stored as it is read, in whole transactions."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from emulator.cloudwatch.datapoints import Metric, add_index, reading
from emulator.cloudwatch.metric_database import snapshot, transaction
from emulator.cloudwatch.put_data import put
from tests.unit.emulator.cloudwatch.metric_file import create_tables

NOW = datetime.fromtimestamp(60.9, UTC)
METRIC = Metric("1", "r", "N", "m")


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = str(tmp_path / "metrics.db")
    connection = sqlite3.connect(path)
    create_tables(connection)
    connection.close()
    add_index(path)
    return path


def stored(database: str, *data: dict[str, Any]) -> None:
    with transaction(database) as connection:
        put(connection, ("1", "r"), "N", [{"MetricName": "m", "Timestamp": NOW, **datum} for datum in data])


def statistic(database: str, name: str, metric: Metric = METRIC) -> float | None:
    with reading(database) as reader:
        (point,) = reader.series(metric, name, 60, 60.0, 1)
    return None if point is None else point.value


def test_values_count_as_often_as_they_are_said_to(database: str) -> None:
    stored(database, {"Value": 1.0}, {"Values": [2.0, 3.0], "Counts": [1, 2]}, {"Values": [4.0]})
    assert statistic(database, "SampleCount") == 5
    assert statistic(database, "Sum") == 13


def test_a_statistic_set_is_stored_beside_them(database: str) -> None:
    stored(
        database,
        {"StatisticValues": {"SampleCount": 4, "Sum": 10, "Minimum": 0, "Maximum": 9}},
        {"Value": 0.0},
    )
    assert [statistic(database, name) for name in ("SampleCount", "Sum", "Minimum", "Maximum")] == [5, 10, 0, 9]


def test_dimensions_unit_and_resolution_are_kept(database: str) -> None:
    dimensions = [{"Name": "B", "Value": "2"}, {"Name": "A", "Value": "1"}]
    stored(database, {"Value": 7.0, "Dimensions": dimensions, "Unit": "Bytes", "StorageResolution": 1})
    metric = Metric("1", "r", "N", "m", (("A", "1"), ("B", "2")), "Bytes")
    assert statistic(database, "Maximum") is None
    assert statistic(database, "Maximum", metric) == 7
    with reading(database) as reader:
        assert not reader.has_standard_resolution(metric, 0, 100)


def test_what_fails_leaves_nothing(database: str) -> None:
    with pytest.raises(KeyError, match="SampleCount"):
        stored(database, {"Value": 1.0}, {"StatisticValues": {"Sum": 1}})
    assert statistic(database, "Sum") is None


def test_a_snapshot_sees_one_state_and_keeps_nobody_from_writing(database: str) -> None:
    stored(database, {"Value": 1.0})
    count = "SELECT COUNT(*) FROM SINGLE_METRICS"
    with snapshot(database) as first:
        assert first.execute(count).fetchone() == (1,)
    stored(database, {"Value": 1.0})
    with snapshot(database) as second:
        assert second is first
        assert second.execute(count).fetchone() == (2,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            second.execute("DELETE FROM SINGLE_METRICS")


def test_who_reads_while_others_write_sees_whole_transactions(database: str) -> None:
    count = "SELECT COUNT(*) FROM SINGLE_METRICS"

    def write(_: int) -> None:
        stored(database, {"Value": 1.0}, {"Value": 2.0})

    def read(_: int) -> tuple[int, int]:
        with snapshot(database) as connection:
            first, second = (connection.execute(count).fetchone()[0] for _ in range(2))
        return first, second

    with ThreadPoolExecutor(8) as pool:
        writing = [pool.submit(write, number) for number in range(100)]
        reading_ = [pool.submit(read, number) for number in range(400)]
    assert [one.result() for one in writing] == [None] * 100
    for first, second in (one.result() for one in reading_):
        assert first == second
        assert first % 2 == 0
    assert read(0) == (200, 200)


@pytest.mark.parametrize("with_its_log", [True, False])
def test_a_file_that_was_replaced_begins_anew(database: str, with_its_log: bool) -> None:
    stored(database, {"Value": 1.0})
    assert statistic(database, "Sum") == 1
    for file in Path(database).parent.glob(f"{Path(database).name}{'*' if with_its_log else ''}"):
        file.unlink()
    with closing(sqlite3.connect(database)) as connection:
        create_tables(connection)
    stored(database, {"Value": 2.0})
    stored(database, {"Value": 3.0})
    assert statistic(database, "Sum") == 5
