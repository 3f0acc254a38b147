"""CloudWatch Logs: metric filters, from a log group to a metric, and subscription filters."""

from collections.abc import Iterator

from bootstrap.clients import Clients
from harness.wiring.model import Edge, Kind, Node
from harness.wiring.registry import Found, discovers


@discovers("logs")
def metric_filters(clients: Clients) -> Iterator[Found]:
    """Log groups, and an edge for each transformation of each metric filter; `Transformation` is that one."""
    for groups in clients.logs.get_paginator("describe_log_groups").paginate():
        for group in groups["logGroups"]:
            yield Node("logs", group["logGroupName"]), dict(group)
    for filters in clients.logs.get_paginator("describe_metric_filters").paginate():
        for each in filters["metricFilters"]:
            for one in each["metricTransformations"]:
                metric = metric_node(one["metricNamespace"], one["metricName"])
                settings = {**each, "Transformation": one}
                yield Edge(Kind.METRIC_FILTER, Node("logs", each["logGroupName"]), metric, settings=settings)


def metric_node(namespace: str, name: str) -> Node:
    """The node of a metric, in all its dimensions."""
    return Node("metric", f"{namespace}/{name}")
