"""A full disk is called one, not a missing table."""

import sqlite3
from errno import ENOSPC
from pathlib import Path

import pytest

from emulator.cloudwatch.metric_database import explained, transaction

NO_TABLE = sqlite3.OperationalError("no such table: SINGLE_METRICS")


def test_on_a_full_disk_the_reason_is_the_disk() -> None:
    for error, free_bytes in ((NO_TABLE, 0), (sqlite3.OperationalError("database or disk is full"), 10**9)):
        told = explained(error, "/data/metrics.db", free_bytes)
        assert isinstance(told, OSError)
        assert told.errno == ENOSPC
        assert "no space left on the disk" in str(told)
        assert told.filename == "/data/metrics.db"


def test_elsewhere_the_reason_is_what_sqlite_says(tmp_path: Path) -> None:
    assert explained(NO_TABLE, "/data/metrics.db", 10**9) is NO_TABLE
    with (
        pytest.raises(sqlite3.OperationalError, match="no such table"),
        transaction(str(tmp_path / "metrics.db")) as connection,
    ):
        connection.execute("SELECT * FROM SINGLE_METRICS")
