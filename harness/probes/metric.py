"""The values of a metric, window by window."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bootstrap.clients import Clients

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch.literals import StatisticType


@dataclass(frozen=True)
class MetricProbe:
    """One statistic of one metric, with exactly these dimensions, read only."""

    clients: Clients
    namespace: str
    name: str
    statistic: "StatisticType"
    dimensions: tuple[tuple[str, str], ...] = ()

    def values(self, since_s: float, until_s: float, period_s: int) -> list[float]:
        """Its values over the windows that begin in [`since_s`, `until_s`), oldest first; none for an empty window."""
        found = self.clients.cloudwatch.get_metric_statistics(
            Namespace=self.namespace,
            MetricName=self.name,
            Dimensions=[{"Name": name, "Value": value} for name, value in self.dimensions],
            StartTime=datetime.fromtimestamp(since_s, UTC),
            EndTime=datetime.fromtimestamp(until_s, UTC),
            Period=period_s,
            Statistics=[self.statistic],
        )["Datapoints"]
        ordered = sorted(found, key=lambda point: point["Timestamp"])
        return [float(point[self.statistic]) for point in ordered]

    def value(self, start_s: float, period_s: int) -> float | None:
        """Its value over the window that begins at `start_s`; None when the window is empty."""
        return next(iter(self.values(start_s, start_s + period_s, period_s)), None)
