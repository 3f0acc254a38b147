"""An alarm that does nothing when its state changes."""

from collections.abc import Iterator
from typing import Any

from bootstrap.clients import Clients
from harness.breaks.model import Break, Memory, Spot, of_edge
from harness.breaks.registry import breaks
from harness.wiring.model import Kind, Wiring

PUT = (
    "AlarmName", "AlarmDescription", "ActionsEnabled", "OKActions", "AlarmActions", "InsufficientDataActions",
    "MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Dimensions", "Period", "Unit", "EvaluationPeriods",
    "DatapointsToAlarm", "Threshold", "ComparisonOperator", "TreatMissingData", "EvaluateLowSampleCountPercentile",
)  # fmt: skip
"""What PutMetricAlarm takes of what DescribeAlarms tells."""


@breaks
class ActionsDisabled(Break):
    """The alarm's actions are off."""

    name = "alarm-actions-disabled"
    text = "disable the alarm's actions"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every action of an alarm whose actions are enabled."""
        return (of_edge(each) for each in wiring.configured(Kind.ACTION) if each.settings["ActionsEnabled"])

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Disable them."""
        name = spot.data["edge"].source.name
        clients.cloudwatch.disable_alarm_actions(AlarmNames=[name])
        return {"alarm": name}

    def undo(self, clients: Clients, memory: Memory) -> None:
        """Enable them."""
        clients.cloudwatch.enable_alarm_actions(AlarmNames=[memory["alarm"]])


@breaks
class ActionRemoved(Break):
    """The alarm has no such action."""

    name = "alarm-action-removed"
    text = "take the action from the alarm"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every action for ALARM."""
        return (of_edge(each) for each in wiring.configured(Kind.ACTION) if not each.at)

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Put the alarm without it."""
        edge = spot.data["edge"]
        alarm: Any = {name: edge.settings[name] for name in PUT if edge.settings.get(name) not in (None, "")}
        left = [arn for arn in alarm["AlarmActions"] if not arn.endswith(f":{edge.target.name}")]
        clients.cloudwatch.put_metric_alarm(**{**alarm, "AlarmActions": left})
        return {"alarm": alarm}

    def undo(self, clients: Clients, memory: Memory) -> None:
        """Put it as it was."""
        clients.cloudwatch.put_metric_alarm(**memory["alarm"])
