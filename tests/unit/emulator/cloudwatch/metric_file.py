"""The tables in which LocalStack keeps metrics, for tests of what reads them."""

import sqlite3

COLUMNS = (
    "id INTEGER PRIMARY KEY, account_id, region, metric_name, namespace, timestamp, dimensions, unit, "
    "storage_resolution"
)


def create_tables(connection: sqlite3.Connection) -> None:
    """Both tables, empty."""
    connection.execute(f"CREATE TABLE SINGLE_METRICS ({COLUMNS}, value NUMERIC)")
    connection.execute(f"CREATE TABLE AGGREGATED_METRICS ({COLUMNS}, sample_count, sum, min, max)")
    connection.commit()


def put_value(
    connection: sqlite3.Connection, timestamp: float, value: float, dimensions: str | None = None,
    unit: str | None = None, account: str = "1", resolution: int | None = None, name: str = "m",
) -> None:  # fmt: skip
    """One value of the metric `name` in the namespace N and the region r."""
    connection.execute(
        "INSERT INTO SINGLE_METRICS VALUES (NULL, ?, 'r', ?, 'N', ?, ?, ?, ?, ?)",
        (account, name, timestamp, dimensions, unit, resolution, value),
    )
    connection.commit()
