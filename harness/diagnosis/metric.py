"""The link from a function's log to a metric."""

from dataclasses import dataclass

from bootstrap.clients import Clients
from harness.diagnosis.link import Flow, Link, LinkState
from harness.probes.function_logs import FunctionLogs
from harness.probes.metric import MetricProbe


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
        logged = FunctionLogs(self.clients, self.group.removeprefix("/aws/lambda/")).numbers(self.field)
        points = MetricProbe(self.clients, self.namespace, self.metric, "Maximum").values(
            self.since_s, self.until_s, 60
        )
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
