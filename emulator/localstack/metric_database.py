"""Writing to the metric database of the CloudWatch that runs in this process."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from emulator.cloudwatch.metric_database import together, transaction
from emulator.cloudwatch.metric_rows import SETS, VALUES


@contextmanager
def writing() -> Iterator[sqlite3.Connection]:
    """A connection for the time of the block, which is one transaction; starts CloudWatch when it isn't running yet."""
    from localstack.services.plugins import SERVICE_PLUGINS

    database = SERVICE_PLUGINS.require("cloudwatch")._provider.cloudwatch_database
    with database.DATABASE_LOCK, transaction(database.METRICS_DB) as connection:
        yield connection


def insert(rows: Iterable[tuple[Any, ...]]) -> None:
    """Add values, all at once. A row: account, region, metric, namespace, timestamp, stored dimensions, unit, value."""
    with writing() as connection:
        VALUES.add(connection, rows)


def insert_together(rows: Iterable[tuple[Any, ...]]) -> None:
    """Add values as `insert` does, counts of one metric and one second in one set of statistics."""
    values, sets = together(rows)
    with writing() as connection:
        VALUES.add(connection, values)
        SETS.add(connection, sets)
