"""Writes datapoints into CloudWatch's database, all of one round in one transaction.

PutMetricData, even inside the process, is a request with its parsing and a transaction for each datum: for ten filters
it costs more than storing the events does.
"""

from collections.abc import Iterator, Mapping

from emulator.cloudwatch.metric_database import stored
from emulator.cloudwatch.metric_rows import RESOLVED_SETS, RESOLVED_VALUES
from emulator.localstack.metric_database import writing
from emulator.logs.measurement import Values
from emulator.logs.metric_filter import Metric
from emulator.logs.publisher import Publisher

Row = tuple[str | int | float | None, ...]


def write(owner: tuple[str, str], points: Mapping[tuple[Metric, int], Values]) -> None:
    """Store every value for the account and region `owner`; starts CloudWatch when it isn't running yet.

    A value that came several times in a second is one statistic set, which loses nothing: all its values are the same.
    """
    ones: list[Row] = []
    same: list[Row] = []
    for key, value, count in _rows(owner, points):
        if count == 1:
            ones.append((*key, value))
        else:
            same.append((*key, count, value * count, value, value))
    with writing() as connection:
        RESOLVED_VALUES.add(connection, ones)
        RESOLVED_SETS.add(connection, same)


def _rows(owner: tuple[str, str], points: Mapping[tuple[Metric, int], Values]) -> Iterator[tuple[Row, float, int]]:
    for (metric, second), values in points.items():
        key = (
            *owner,
            metric.name,
            metric.namespace,
            second,
            stored(metric.dimensions),
            metric.unit,
            metric.resolution_s,
        )
        for value, count in values.items():
            yield key, value, count


publisher = Publisher(write)
"""The one of this process."""
