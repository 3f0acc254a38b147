"""Reading metrics through the API: every statistic, exact dimensions, metric math.

LocalStack answers GetMetricData and GetMetricStatistics from `CloudwatchDatabase.get_metric_data_stat`, which knows the
simple statistics only and finds other metrics' data, too; `Database` answers it as alarms read their data.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from localstack.services.cloudwatch.cloudwatch_database_helper import CloudwatchDatabase
from localstack.services.cloudwatch.provider_v2 import ValidationException

from emulator.cloudwatch.datapoints import Metric, Reader, add_index, reading
from emulator.cloudwatch.expressions import Expression, ExpressionError
from emulator.cloudwatch.metric_database import transaction
from emulator.cloudwatch.metric_math import Range, Series
from emulator.cloudwatch.put_data import put
from emulator.cloudwatch.rules import Datapoint
from emulator.cloudwatch.statistics import is_statistic

MAX_PERIODS = 100_800
"""The most datapoints one GetMetricData call returns."""


class Database(CloudwatchDatabase):
    """LocalStack's metric database, read exactly."""

    def __init__(self) -> None:
        super().__init__()
        add_index(self.METRICS_DB)

    def add_metric_data(
        self, account_id: str, region: str, namespace: str, metric_data: Sequence[Mapping[str, Any]]
    ) -> None:
        """Store what was put in, all of it in one transaction."""
        with self.DATABASE_LOCK, transaction(self.METRICS_DB) as connection:
            put(connection, (account_id, region), namespace, metric_data)

    def get_metric_data_stat(
        self,
        account_id: str,
        region: str,
        query: Mapping[str, Any],
        start_time: datetime,
        end_time: datetime,
        scan_by: str | None,
    ) -> dict[str, list[Any]]:
        """Timestamps (epoch seconds) and values of one query, newest first unless asked otherwise."""
        stat = query["MetricStat"]
        with reading(self.METRICS_DB) as reader:
            points = stat_series(reader, account_id, region, stat, start_time.timestamp(), end_time.timestamp())
        found = [point for point in points if point is not None]
        if scan_by != "TimestampAscending":
            found.reverse()
        return {"timestamps": [int(point.start_s) for point in found], "values": [point.value for point in found]}


def stat_series(
    reader: Reader, account_id: str, region: str, stat: Mapping[str, Any], start_s: float, end_s: float
) -> list[Datapoint | None]:
    """The points of a `MetricStat`, one for each period that begins between the two instants."""
    if not is_statistic(stat["Stat"]):
        raise ValidationException(f"The value {stat['Stat']} for parameter Stat is not supported.")
    unit = stat.get("Unit")
    metric = Metric.of(account_id, region, {**stat["Metric"], "Unit": "None" if unit == "NULL_VALUE" else unit})
    start_s, periods = _windows(int(stat["Period"]), start_s, end_s)
    return reader.series(metric, stat["Stat"], int(stat["Period"]), start_s, periods)


def expression_results(
    account_id: str,
    region: str,
    queries: Sequence[Mapping[str, Any]],
    start: datetime,
    end: datetime,
    scan_by: str | None,
) -> dict[str, dict[str, Any]]:
    """The `MetricDataResult` of every expression among the queries, by id. ValidationError for one that has none."""
    stats = {one["Id"]: one["MetricStat"] for one in queries if one.get("MetricStat")}
    periods = {int(stat["Period"]) for stat in stats.values()}
    expressions = {one["Id"]: _parsed(one) for one in queries if one.get("Expression")}
    if len(periods) != 1:
        raise ValidationException("Metric math needs metrics, all of the same period.")
    period_s = periods.pop()
    start_s, length = _windows(period_s, start.timestamp(), end.timestamp())
    with reading(CloudwatchDatabase.METRICS_DB) as reader:
        known = {
            name: [
                None if point is None else point.value
                for point in stat_series(reader, account_id, region, stat, start_s, end.timestamp())
            ]
            for name, stat in stats.items()
        }
    computed = Range(known, expressions, period_s, start_s, length)
    found = {}
    for one in queries:
        if one["Id"] in expressions:
            series = _computed(computed, one["Id"])
            found[one["Id"]] = _result(one, series, start_s, period_s, newest_first=scan_by != "TimestampAscending")
    return found


def _parsed(query: Mapping[str, Any]) -> Expression:
    try:
        return Expression.parse(query["Expression"])
    except ExpressionError as error:
        raise ValidationException(f"Error in expression '{query['Id']}': {error}") from error


def _computed(computed: Range, name: str) -> Series:
    try:
        return computed.series(name)
    except ExpressionError as error:
        raise ValidationException(f"Error in expression '{name}': {error}") from error


def _result(
    query: Mapping[str, Any], series: Series, start_s: float, period_s: int, newest_first: bool
) -> dict[str, Any]:
    points = list(_present(series, start_s, period_s))
    if newest_first:
        points.reverse()
    return {
        "Id": query["Id"],
        "Label": query.get("Label") or query["Id"],
        "StatusCode": "Complete",
        "Timestamps": [moment for moment, _ in points],
        "Values": [value for _, value in points],
    }


def _present(series: Series, start_s: float, period_s: int) -> Iterator[tuple[datetime, float]]:
    for slot, value in enumerate(series):
        if value is not None:
            yield datetime.fromtimestamp(start_s + slot * period_s, UTC), value


def _windows(period_s: int, start_s: float, end_s: float) -> tuple[float, int]:
    periods = max(0, math.ceil((int(end_s) - int(start_s)) / period_s))
    if periods > MAX_PERIODS:
        raise ValidationException(f"{periods} periods are more than the {MAX_PERIODS} datapoints of one request.")
    return float(int(start_s)), periods
