"""CloudWatch: alarms, the metric that each watches, and what each tells."""

from collections.abc import Iterator

from bootstrap.clients import Clients
from harness.wiring.model import Edge, Kind, Node, node_of
from harness.wiring.registry import Found, discovers
from harness.wiring.services.logs import metric_node


@discovers("cloudwatch")
def alarms(clients: Clients) -> Iterator[Found]:
    """Each alarm on one metric, with the edge from the metric and one for each action."""
    for page in clients.cloudwatch.get_paginator("describe_alarms").paginate():
        for alarm in page.get("MetricAlarms", []):
            node = Node("alarm", alarm["AlarmName"])
            yield node, dict(alarm)
            if alarm.get("MetricName"):
                metric = metric_node(alarm["Namespace"], alarm["MetricName"])
                yield Edge(Kind.WATCH, metric, node, settings=dict(alarm))
            for attribute in ("AlarmActions", "OKActions", "InsufficientDataActions"):
                at = "" if attribute == "AlarmActions" else attribute.removesuffix("Actions")
                for arn in alarm.get(attribute, []):  # type: ignore[attr-defined]
                    yield Edge(Kind.ACTION, node, node_of(arn), at, dict(alarm))
