"""Which metrics there are, as ListMetrics tells: by namespace, name and dimensions. Pure.

CloudWatch API reference, ListMetrics: a filter names a dimension that a metric must have, with any value or with one;
every filter must fit. A metric without dimensions has an empty list of them.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_LISTED = (
    "SELECT namespace, metric_name, COALESCE(dimensions, '') AS stored FROM ("
    "SELECT namespace, metric_name, dimensions, timestamp FROM SINGLE_METRICS WHERE {where}"
    " UNION ALL "
    "SELECT namespace, metric_name, dimensions, timestamp FROM AGGREGATED_METRICS WHERE {where}"
    ") GROUP BY namespace, metric_name, stored ORDER BY MAX(timestamp) DESC, namespace, metric_name, stored"
)
Filter = Mapping[str, str]
"""`Name`, and `Value` when only one will do."""


def listed(
    connection: sqlite3.Connection,
    scope: tuple[str, str],
    wanted: Mapping[str, str | None],
    filters: Sequence[Filter] = (),
    since_s: float = 0,
) -> list[dict[str, Any]]:
    """The metrics of an account and region that have data since then; `wanted` may name a namespace and a metric."""
    given = {column: value for column, value in wanted.items() if value}
    where = "".join(["account_id = ? AND region = ? AND timestamp >= ?", *(f" AND {column} = ?" for column in given)])
    values = [*scope, since_s, *given.values()] * 2
    found = (
        {"Namespace": namespace, "MetricName": name, "Dimensions": restored(dimensions)}
        for namespace, name, dimensions in connection.execute(_LISTED.format(where=where), values)
    )
    return [metric for metric in found if fits(metric["Dimensions"], filters)]


def restored(dimensions: str | None) -> list[dict[str, str]]:
    """Dimensions from how they are stored. A value may hold an equals sign."""
    pairs = (each.partition("=") for each in (dimensions or "").split("\t") if each)
    return [{"Name": name, "Value": value} for name, _, value in pairs]


def fits(dimensions: Iterable[Mapping[str, str]], filters: Sequence[Filter]) -> bool:
    """Whether each filter finds its dimension."""
    had = {one["Name"]: one["Value"] for one in dimensions}
    return all(one["Name"] in had and one.get("Value", had[one["Name"]]) == had[one["Name"]] for one in filters)
