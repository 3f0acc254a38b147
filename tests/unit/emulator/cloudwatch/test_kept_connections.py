"""Connections to the metric database stay open, and are let go of when they are worth nothing any more."""

import sqlite3
from contextlib import ExitStack
from pathlib import Path

import pytest

from emulator.cloudwatch.kept_connections import MOST, KeptConnections


@pytest.fixture
def path(tmp_path: Path) -> str:
    return made(tmp_path / "data.db", 1)


def made(path: Path, value: int) -> str:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE numbers (value)")
    connection.execute("INSERT INTO numbers VALUES (?)", (value,))
    connection.commit()
    connection.close()
    return str(path)


def value(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT value FROM numbers").fetchone()[0])


def is_closed(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return True
    return False


def kept() -> KeptConnections:
    return KeptConnections(lambda path: sqlite3.connect(path, check_same_thread=False))


def test_the_next_use_has_the_connection_of_the_last(path: str) -> None:
    connections = kept()
    with connections.borrowed(path) as first:
        assert value(first) == 1
    with connections.borrowed(path) as second:
        assert second is first


def test_uses_at_the_same_time_have_one_each_and_so_many_are_kept(path: str) -> None:
    connections = kept()
    with ExitStack() as uses:
        used = [uses.enter_context(connections.borrowed(path)) for _ in range(MOST + 2)]
        assert len({id(one) for one in used}) == MOST + 2
    assert sum(is_closed(one) for one in used) == 2


def test_a_file_that_was_replaced_is_opened_anew(path: str) -> None:
    connections = kept()
    with connections.borrowed(path) as old:
        assert value(old) == 1
    Path(path).rename(f"{path}.old")
    made(Path(path), 2)
    with connections.borrowed(path) as new:
        assert value(new) == 2
    assert is_closed(old)


def test_a_connection_with_an_error_is_closed(path: str) -> None:
    connections = kept()
    with pytest.raises(sqlite3.OperationalError, match="no such table"), connections.borrowed(path) as bad:
        bad.execute("SELECT * FROM letters")
    assert is_closed(bad)
    with connections.borrowed(path) as good:
        assert value(good) == 1
