"""The data of PutMetricData as rows of the metric database."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

from emulator.cloudwatch.metric_database import stored
from emulator.cloudwatch.metric_rows import RESOLVED_SETS, RESOLVED_VALUES, Row


def put(
    connection: sqlite3.Connection, owner: tuple[str, str], namespace: str, data: Sequence[Mapping[str, Any]]
) -> None:
    """Add the data of a PutMetricData, each with its `Timestamp`; `owner` is the account and the region."""
    keys = [_key(owner, namespace, datum) for datum in data]
    RESOLVED_VALUES.add(
        connection, ((*key, value) for key, datum in zip(keys, data, strict=True) for value in _values(datum))
    )
    sets = ((*key, *_statistics(datum)) for key, datum in zip(keys, data, strict=True) if datum.get("StatisticValues"))
    RESOLVED_SETS.add(connection, sets)


def _key(owner: tuple[str, str], namespace: str, datum: Mapping[str, Any]) -> Row:
    dimensions = stored((one["Name"], one["Value"]) for one in datum.get("Dimensions") or ())
    time_s = int(datum["Timestamp"].timestamp())
    of_name = (*owner, datum["MetricName"], namespace, time_s, dimensions)
    return (*of_name, datum.get("Unit"), datum.get("StorageResolution"))


def _statistics(datum: Mapping[str, Any]) -> Iterator[float]:
    return (datum["StatisticValues"][name] for name in ("SampleCount", "Sum", "Minimum", "Maximum"))


def _values(datum: Mapping[str, Any]) -> Iterator[float]:
    """Each value as often as it counts."""
    if datum.get("Value") is not None:
        yield datum["Value"]
        return
    values = datum.get("Values") or ()
    for value, count in zip(values, datum.get("Counts") or [1] * len(values), strict=True):
        yield from repeat(value, int(count))
