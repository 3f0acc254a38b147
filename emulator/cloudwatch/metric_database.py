"""Writing to the SQLite file in which LocalStack keeps CloudWatch's metrics, in the form that LocalStack reads.

Nothing waits for the disk: the file is the emulator's own, gone or rebuilt when it starts again, and a step of the
clock writes once a minute of CloudWatch's time. SQLite still keeps it whole when the process dies. What is written goes
to a write-ahead log (sqlite.org/wal.html): a transaction with a journal of its own costs five times as much, and
readers and a writer wait for each other. Where the file system can't have one, SQLite stays with journals.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from errno import ENOSPC
from pathlib import Path
from shutil import disk_usage
from typing import Any

from emulator.cloudwatch.kept_connections import KeptConnections

BUSY_TIMEOUT_S = 30.0
"""How long to wait for another writer."""
FULL_BYTES = 64 * 1024
"""With less than this SQLite can't make a table."""
Row = tuple[Any, ...]
"""Account, region, metric, namespace, timestamp, stored dimensions, unit and value, as `VALUES` has them."""


def together(rows: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """Counts of one metric and one second as one set of statistics: rows for `VALUES`, and rows for `SETS`.

    Everything but counts stays as it is: percentiles need each value.
    """
    values: list[Row] = []
    counts: dict[Row, list[float]] = {}
    for row in rows:
        if row[6] == "Count":
            counts.setdefault(row[:7], []).append(row[7])
        else:
            values.append(row)
    values += [(*key, found[0]) for key, found in counts.items() if len(found) == 1]
    sets = [(*key, len(all_), sum(all_), min(all_), max(all_)) for key, all_ in counts.items() if len(all_) > 1]
    return values, sets


@contextmanager
def transaction(database: str) -> Iterator[sqlite3.Connection]:
    """A connection to the database file for the time of the block: committed, or rolled back when the block raises."""
    try:
        with _writers.borrowed(database) as connection, connection:
            yield connection
    except sqlite3.OperationalError as error:
        raise explained(error, database, disk_usage(Path(database).parent).free) from error


@contextmanager
def snapshot(database: str) -> Iterator[sqlite3.Connection]:
    """A connection that can't write, for the time of the block, in which it sees one state of the data."""
    with _readers.borrowed(database) as connection:
        connection.execute("BEGIN")
        yield connection
        connection.rollback()


def _writer(database: str) -> sqlite3.Connection:
    return _unhurried(sqlite3.connect(database, timeout=BUSY_TIMEOUT_S, check_same_thread=False))


def _unhurried(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The connection, which waits for no disk and writes to the log."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _reader(database: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_S, check_same_thread=False)


_writers, _readers = KeptConnections(_writer), KeptConnections(_reader)


def explained(error: sqlite3.OperationalError, database: str, free_bytes: int) -> Exception:
    """What is behind an error of SQLite's: on a full disk it finds no tables, for it could write none."""
    if free_bytes >= FULL_BYTES and "disk is full" not in str(error):
        return error
    return OSError(ENOSPC, "no space left on the disk, so CloudWatch can't keep its metrics; free some", database)


class Sqlite:
    """The module `sqlite3` in LocalStack's hands: its transactions wait for the disk no more than ours."""

    def __getattr__(self, name: str) -> Any:
        return getattr(sqlite3, name)

    def connect(self, database: str, **options: Any) -> sqlite3.Connection:
        """A connection as `transaction` makes it."""
        connection = sqlite3.connect(database, timeout=BUSY_TIMEOUT_S, **options)
        if not options.get("uri"):  # by which LocalStack opens it to read only
            return _unhurried(connection)
        return connection


def stored(dimensions: Iterable[tuple[str, str]]) -> str | None:
    """Dimensions as the file has them: name and value of each with a tab behind them, by name; none is NULL."""
    return "".join(f"{name}={value}\t" for name, value in sorted(dimensions)) or None
