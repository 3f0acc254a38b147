"""Which alarms are for a metric: API reference, DescribeAlarmsForMetric."""

from collections.abc import Mapping
from typing import Any

SAME = ("MetricName", "Namespace")
IF_ASKED = ("Statistic", "ExtendedStatistic", "Period", "Unit")


def is_for(alarm: Mapping[str, Any], request: Mapping[str, Any]) -> bool:
    """Whether the alarm is on the metric that a request names, with exactly its dimensions, in any order."""
    return (
        all(alarm.get(name) == request[name] for name in SAME)
        and _dimensions(alarm) == _dimensions(request)
        and all(request.get(name) is None or alarm.get(name) == request[name] for name in IF_ASKED)
    )


def _dimensions(named: Mapping[str, Any]) -> dict[str, str]:
    return {one["Name"]: one["Value"] for one in named.get("Dimensions") or ()}
