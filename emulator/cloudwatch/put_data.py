"""The data of PutMetricData as rows of the metric database."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from typing import Any

from emulator.cloudwatch.metric_database import stored

_SINGLE = (
    "INSERT INTO SINGLE_METRICS (account_id, region, metric_name, namespace, timestamp, dimensions, unit, "
    "storage_resolution, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_AGGREGATED = (
    "INSERT INTO AGGREGATED_METRICS (account_id, region, metric_name, namespace, timestamp, dimensions, unit, "
    "storage_resolution, sample_count, sum, min, max) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def put(
    connection: sqlite3.Connection, owner: tuple[str, str], namespace: str, data: Iterable[Mapping[str, Any]]
) -> None:
    """Add the data of a PutMetricData, each with its `Timestamp`; `owner` is the account and the region."""
    for datum in data:
        dimensions = stored((one["Name"], one["Value"]) for one in datum.get("Dimensions") or ())
        time_s = int(datum["Timestamp"].timestamp())
        which = (
            *owner,
            datum["MetricName"],
            namespace,
            time_s,
            dimensions,
            datum.get("Unit"),
            datum.get("StorageResolution"),
        )
        connection.executemany(_SINGLE, ((*which, value) for value in _values(datum)))
        if given := datum.get("StatisticValues"):
            statistics = (given[name] for name in ("SampleCount", "Sum", "Minimum", "Maximum"))
            connection.execute(_AGGREGATED, (*which, *statistics))


def _values(datum: Mapping[str, Any]) -> Iterator[float]:
    """Each value as often as it counts."""
    if datum.get("Value") is not None:
        yield datum["Value"]
        return
    values = datum.get("Values") or ()
    for value, count in zip(values, datum.get("Counts") or [1] * len(values), strict=True):
        yield from repeat(value, int(count))
