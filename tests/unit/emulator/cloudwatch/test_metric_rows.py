"""Rows are added whole and in order, however many there are."""

import sqlite3

import pytest

from emulator.cloudwatch.metric_rows import RESOLVED_SETS, RESOLVED_VALUES, SETS, VALUES, Rows


@pytest.mark.parametrize("rows", [VALUES, SETS, RESOLVED_VALUES, RESOLVED_SETS])
@pytest.mark.parametrize("count", [0, 1, 4, 79, 80, 81, 500])
def test_what_is_added_is_there(rows: Rows, count: int) -> None:
    columns = len(rows.columns)
    wanted = [tuple(range(place, place + columns)) for place in range(count)]
    with sqlite3.connect(":memory:") as connection:
        connection.execute(f"CREATE TABLE {rows.table} ({', '.join(rows.columns)})")
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)
        rows.add(connection, iter(wanted))
        assert connection.execute(f"SELECT {', '.join(rows.columns)} FROM {rows.table}").fetchall() == wanted
