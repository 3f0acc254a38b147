"""An alarm as it is evaluated: its settings, cadence and where its datapoints come from, read from what was put in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from emulator.cloudwatch.datapoints import Metric, Reader
from emulator.cloudwatch.expressions import Expression
from emulator.cloudwatch.metric_math import Range
from emulator.cloudwatch.rules import Datapoint, MissingData, Settings
from emulator.cloudwatch.statistics import low_sample_count
from emulator.cloudwatch.windows import cadence_s


@dataclass(frozen=True)
class StatisticQuery:
    """One statistic of one metric."""

    metric: Metric
    statistic: str


Query = StatisticQuery | Expression


@dataclass(frozen=True)
class Alarm:
    """A metric alarm. `queries` are named; the one called `returned` is compared with the threshold."""

    settings: Settings
    period_s: int
    queries: Mapping[str, Query]
    returned: str
    ignores_low_samples: bool = False

    @classmethod
    def of(cls, account_id: str, region: str, request: Mapping[str, Any]) -> "Alarm":
        """From the parameters of PutMetricAlarm, already found valid."""
        if request.get("Metrics"):
            queries, returned, period_s = _from_queries(account_id, region, request["Metrics"])
        else:
            statistic = request.get("Statistic") or request["ExtendedStatistic"]
            metric = Metric.of(account_id, region, dict(request))
            queries, returned, period_s = {"m": StatisticQuery(metric, statistic)}, "m", int(request["Period"])
        periods = int(request["EvaluationPeriods"])
        settings = Settings(
            request["ComparisonOperator"],
            float(request["Threshold"]),
            periods,
            int(request.get("DatapointsToAlarm") or periods),
            _missing_data(request.get("TreatMissingData"), queries),
        )
        ignores = request.get("EvaluateLowSampleCountPercentile") == "ignore"
        return cls(settings, period_s, queries, returned, ignores)

    @property
    def cadence_s(self) -> int:
        """How often it is evaluated."""
        return cadence_s(self.period_s, self.settings.evaluation_periods)

    @property
    def metrics(self) -> list[Metric]:
        """What its queries read."""
        return [query.metric for query in self.queries.values() if isinstance(query, StatisticQuery)]

    def start_s(self, boundary_s: float) -> float:
        """Where the evaluation range begins that ends at the boundary."""
        return boundary_s - self.settings.evaluation_range * self.period_s

    def points(self, reader: Reader, boundary_s: float) -> list[Datapoint | None]:
        """The datapoints of the evaluation range that ends at the boundary, oldest first."""
        start_s, periods = self.start_s(boundary_s), self.settings.evaluation_range
        single = self.queries[self.returned]
        if isinstance(single, StatisticQuery):
            return self._series(reader, single, start_s)
        known = {
            name: [None if point is None else point.value for point in self._series(reader, query, start_s)]
            for name, query in self.queries.items()
            if isinstance(query, StatisticQuery)
        }
        expressions = {name: query for name, query in self.queries.items() if isinstance(query, Expression)}
        values = Range(known, expressions, self.period_s, start_s, periods).series(self.returned)
        starts = [start_s + slot * self.period_s for slot in range(periods)]
        return [None if value is None else Datapoint(at, value) for at, value in zip(starts, values, strict=True)]

    def _series(self, reader: Reader, query: StatisticQuery, start_s: float) -> list[Datapoint | None]:
        return reader.series(query.metric, query.statistic, self.period_s, start_s, self.settings.evaluation_range)

    def waits_for_samples(self, points: list[Datapoint | None]) -> bool:
        """True when a percentile has too few samples and the alarm is set to ignore such: its state must stay."""
        query = self.queries[self.returned]
        if not self.ignores_low_samples or not isinstance(query, StatisticQuery):
            return False
        recent = [point for point in points[-self.settings.evaluation_periods :] if point is not None]
        return bool(recent) and low_sample_count(query.statistic, sum(point.sample_count for point in recent))


def _from_queries(account_id: str, region: str, metrics: list[dict[str, Any]]) -> tuple[dict[str, Query], str, int]:
    queries: dict[str, Query] = {}
    periods: list[int] = []
    for one in metrics:
        if stat := one.get("MetricStat"):
            metric = Metric.of(account_id, region, {**stat["Metric"], "Unit": stat.get("Unit")})
            queries[one["Id"]] = StatisticQuery(metric, stat["Stat"])
            periods.append(int(stat["Period"]))
        else:
            queries[one["Id"]] = Expression.parse(one["Expression"])
            periods += [int(one["Period"])] if one.get("Period") else []
    returned = next((one["Id"] for one in metrics if one.get("ReturnData", True)), metrics[0]["Id"])
    return queries, returned, max(periods, default=60)


def _missing_data(asked: str | None, queries: Mapping[str, Query]) -> MissingData:
    # AWS: alarms on AWS/DynamoDB metrics always ignore missing data, whatever they were told.
    stats = [query for query in queries.values() if isinstance(query, StatisticQuery)]
    if stats and all(query.metric.namespace == "AWS/DynamoDB" for query in stats):
        return "ignore"
    return cast(MissingData, asked or "missing")
