"""Reads metrics straight from LocalStack's metric database, many at a time, over one connection.

LocalStack's own reader opens a connection, copies its query once a window and matches dimensions as substrings
(`FunctionName=a` finds `FunctionName=ab`). Here a metric is exactly its namespace, name and set of dimensions, as in
AWS, and an index of ours makes the read cheap however much data other accounts have.
"""

import math
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from emulator.cloudwatch.metric_database import snapshot, stored, transaction
from emulator.cloudwatch.rules import Datapoint
from emulator.cloudwatch.statistics import SIMPLE, Samples, compute

_INDEX = (
    "CREATE INDEX IF NOT EXISTS {table}_series "
    "ON {table} (account_id, region, namespace, metric_name, dimensions, timestamp)"
)
_WHERE = (
    "account_id = ? AND region = ? AND namespace = ? AND metric_name = ? AND dimensions IS ? "
    "AND timestamp >= ? AND timestamp < ?"
)
_UNIT = " AND COALESCE(unit, 'None') = ?"
_TOTALS = (
    "SELECT CAST((timestamp - ?) / ? AS INTEGER) AS slot, SUM(n), SUM(total), MIN(low), MAX(high) FROM ("
    "SELECT timestamp, 1 AS n, value AS total, value AS low, value AS high FROM SINGLE_METRICS WHERE {where}"
    " UNION ALL "
    "SELECT timestamp, sample_count, sum, min, max FROM AGGREGATED_METRICS WHERE {where}"
    ") GROUP BY slot"
)
_VALUES = (
    "SELECT CAST((timestamp - ?) / ? AS INTEGER), value, n FROM ("
    "SELECT timestamp, value, 1 AS n FROM SINGLE_METRICS WHERE {where}"
    " UNION ALL "
    "SELECT timestamp, min, sample_count FROM AGGREGATED_METRICS WHERE {where} AND min = max"
    ")"
)
"""A statistic set counts for percentiles only when all its values are the same: GetMetricStatistics, "Percentiles"."""
_STANDARD = (
    "SELECT 1 FROM (SELECT timestamp, storage_resolution FROM SINGLE_METRICS WHERE {where}"
    " UNION ALL SELECT timestamp, storage_resolution FROM AGGREGATED_METRICS WHERE {where})"
    " WHERE COALESCE(storage_resolution, 60) >= 60 LIMIT 1"
)

_FIRST = (
    "SELECT MIN(timestamp) FROM SINGLE_METRICS WHERE {where}"
    " UNION ALL SELECT MIN(timestamp) FROM AGGREGATED_METRICS WHERE {where}"
)


@dataclass(frozen=True)
class Metric:
    """One metric of one account and region, as data was put in; `unit` None means whatever the unit."""

    account_id: str
    region: str
    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...] = ()
    unit: str | None = None

    @classmethod
    def of(cls, account_id: str, region: str, request: dict[str, Any]) -> "Metric":
        """From `Namespace`, `MetricName`, `Dimensions` and `Unit` of a request."""
        dimensions = sorted((one["Name"], one["Value"]) for one in request.get("Dimensions") or ())
        return cls(
            account_id,
            region,
            request.get("Namespace") or "",
            request["MetricName"],
            tuple(dimensions),
            request.get("Unit"),
        )

    @property
    def key(self) -> tuple[str | None, ...]:
        """The columns that select it."""
        return self.account_id, self.region, self.namespace, self.name, stored(self.dimensions)


class Reader:
    """Reads series of datapoints over one open connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def series(
        self, metric: Metric, statistic: str, period_s: int, start_s: float, periods: int
    ) -> list[Datapoint | None]:
        """One point for each of `periods` windows of `period_s` from `start_s` on, None where there is no data."""
        samples = self._samples(metric, statistic not in SIMPLE, period_s, start_s, periods)
        points: list[Datapoint | None] = [None] * periods
        for slot, one in samples.items():
            if statistic in SIMPLE or one.values:
                points[slot] = Datapoint(start_s + slot * period_s, float(compute(statistic, one)), one.count)
        return points

    def next_s(self, metric: Metric, start_s: float) -> float:
        """The time of the metric's first datapoint from `start_s` on; infinite when there is none."""
        where, values = self._where(metric, start_s, math.inf)
        rows = self._connection.execute(_FIRST.format(where=where), values * 2)
        return min((at for (at,) in rows if at is not None), default=math.inf)

    def has_standard_resolution(self, metric: Metric, start_s: float, end_s: float) -> bool:
        """True when any datapoint in the range was put in with the standard resolution of one minute."""
        where, values = self._where(metric, start_s, end_s)
        return bool(self._connection.execute(_STANDARD.format(where=where), values * 2).fetchall())

    def _samples(
        self, metric: Metric, with_values: bool, period_s: int, start_s: float, periods: int
    ) -> dict[int, Samples]:
        where, values = self._where(metric, start_s, start_s + periods * period_s)
        rows = self._connection.execute(_TOTALS.format(where=where), [start_s, period_s, *values, *values]).fetchall()
        listed: dict[int, list[float]] = {}
        if with_values:
            each = self._connection.execute(_VALUES.format(where=where), [start_s, period_s, *values, *values])
            for slot, value, count in each:
                listed.setdefault(slot, []).extend([value] * int(count))
        return {
            slot: Samples(count, total, low, high, listed.get(slot, ()))
            for slot, count, total, low, high in rows
            if count
        }

    @staticmethod
    def _where(metric: Metric, start_s: float, end_s: float) -> tuple[str, list[Any]]:
        values: list[Any] = [*metric.key, start_s, end_s]
        return (_WHERE + _UNIT, [*values, metric.unit]) if metric.unit else (_WHERE, values)


@contextmanager
def reading(database: str) -> Iterator[Reader]:
    """A reader on the database file for the time of the block; it sees one state of the data."""
    with snapshot(database) as connection:
        yield Reader(connection)


def add_index(database: str) -> None:
    """Make reading one series cheap; does nothing when the index is there.

    LocalStack's own, by name and namespace, finds nothing that this one doesn't, and would cost each writing again.
    """
    with transaction(database) as connection:
        for table in ("SINGLE_METRICS", "AGGREGATED_METRICS"):
            connection.execute(_INDEX.format(table=table))
            connection.execute(f"DROP INDEX IF EXISTS idx_{table.lower()}_comp")
