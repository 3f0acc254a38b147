"""The link from a function's log to a metric."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from bootstrap.clients import Clients
from harness.chain.link import Flow, Link, LinkState
from harness.probes.function_logs import FunctionLogs


@dataclass(frozen=True)
class LogToMetric(Link):
    """A metric filter takes a field of the function's log events into a metric."""

    clients: Clients
    group: str
    field: str
    namespace: str
    metric: str
    since_s: float
    until_s: float

    @property
    def name(self) -> str:
        """How the link is called."""
        return f"logs {self.group} -> metric {self.namespace}/{self.metric}"

    def state(self) -> LinkState:
        """Stuck when no filter feeds the metric from the field, or when logged values made no datapoint."""
        filters = self.clients.logs.describe_metric_filters(logGroupName=self.group)["metricFilters"]
        feeding = [
            (f, t) for f in filters for t in f["metricTransformations"]
            if (t["metricNamespace"], t["metricName"]) == (self.namespace, self.metric)
        ]  # fmt: skip
        if not feeding:
            return LinkState(self.name, Flow.STUCK, "no metric filter of this log group feeds the metric")
        found, transformation = feeding[0]
        facts = [
            f"filter {found['filterName']}: pattern {found['filterPattern']!r}, value {transformation['metricValue']}"
        ]
        logged = self._logged()
        points = self._datapoints()
        facts += [f"log events with {self.field}: {len(logged)}", f"datapoints: {points or 'none'}"]
        if transformation["metricValue"] != f"$.{self.field}":
            return LinkState(
                self.name,
                Flow.STUCK,
                f"the filter takes {transformation['metricValue']}, not $.{self.field}",
                tuple(facts),
            )
        if logged and not points:
            return LinkState(
                self.name,
                Flow.STUCK,
                f"{len(logged)} log events carry {self.field}, but no datapoint came of them",
                tuple(facts),
            )
        return LinkState(self.name, Flow.PASSING if points else Flow.IDLE, f"{len(points)} datapoints", tuple(facts))

    def _logged(self) -> list[str]:
        lines = FunctionLogs(self.clients, self.group.removeprefix("/aws/lambda/")).lines()
        return [text for _, text in lines if _has_field(text, self.field)]

    def _datapoints(self) -> list[float]:
        found = self.clients.cloudwatch.get_metric_statistics(
            Namespace=self.namespace,
            MetricName=self.metric,
            StartTime=datetime.fromtimestamp(self.since_s, UTC),
            EndTime=datetime.fromtimestamp(self.until_s, UTC),
            Period=60,
            Statistics=["Maximum"],
        )["Datapoints"]
        return [point["Maximum"] for point in sorted(found, key=lambda point: point["Timestamp"])]


def _has_field(text: str, name: str) -> bool:
    try:
        event = json.loads(text)
    except ValueError:
        return False
    return isinstance(event, dict) and isinstance(event.get(name), int | float)
