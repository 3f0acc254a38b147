"""CloudWatch: alarms of both kinds and dashboards."""

import json
from typing import Any

from emulator.localstack.cloudformation.types.kind import Model, Put, chosen, schema

_ALARM = (
    "ActionsEnabled",
    "AlarmActions",
    "AlarmDescription",
    "AlarmName",
    "ComparisonOperator",
    "DatapointsToAlarm",
    "Dimensions",
    "EvaluateLowSampleCountPercentile",
    "EvaluationPeriods",
    "ExtendedStatistic",
    "InsufficientDataActions",
    "MetricName",
    "Metrics",
    "Namespace",
    "OKActions",
    "Period",
    "Statistic",
    "Tags",
    "Threshold",
    "ThresholdMetricId",
    "TreatMissingData",
    "Unit",
)
_COMPOSITE = (
    "ActionsEnabled",
    "ActionsSuppressor",
    "ActionsSuppressorExtensionPeriod",
    "ActionsSuppressorWaitPeriod",
    "AlarmActions",
    "AlarmDescription",
    "AlarmName",
    "AlarmRule",
    "InsufficientDataActions",
    "OKActions",
    "Tags",
)


def _arn_of(clients: Any, kind: str, name: str) -> Model:
    alarms = clients.cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=[kind])[f"{kind}s"]
    return {"Arn": alarms[0]["AlarmArn"]}


class Alarm(Put):
    """AWS::CloudWatch::Alarm."""

    TYPE, NAME = "AWS::CloudWatch::Alarm", "AlarmName"
    SCHEMA = schema(
        TYPE,
        ["AlarmName"],
        properties=_ALARM,
        create_only=["AlarmName"],
        read_only=["Arn"],
        required=["ComparisonOperator", "EvaluationPeriods"],
    )

    def put(self, clients: Any, model: Model) -> Model:
        """Put the alarm; one that is there keeps its state."""
        clients.cloudwatch.put_metric_alarm(**chosen(model, *_ALARM))
        return _arn_of(clients, "MetricAlarm", model["AlarmName"])

    def remove(self, clients: Any, model: Model) -> None:
        """Delete it."""
        clients.cloudwatch.delete_alarms(AlarmNames=[model["AlarmName"]])


class CompositeAlarm(Put):
    """AWS::CloudWatch::CompositeAlarm."""

    TYPE, NAME = "AWS::CloudWatch::CompositeAlarm", "AlarmName"
    SCHEMA = schema(
        TYPE,
        ["AlarmName"],
        properties=_COMPOSITE,
        create_only=["AlarmName"],
        read_only=["Arn"],
        required=["AlarmRule"],
    )

    def put(self, clients: Any, model: Model) -> Model:
        """Put the alarm; one that is there keeps its state."""
        clients.cloudwatch.put_composite_alarm(**chosen(model, *_COMPOSITE))
        return _arn_of(clients, "CompositeAlarm", model["AlarmName"])

    def remove(self, clients: Any, model: Model) -> None:
        """Delete it."""
        clients.cloudwatch.delete_alarms(AlarmNames=[model["AlarmName"]])


class Dashboard(Put):
    """AWS::CloudWatch::Dashboard."""

    TYPE, NAME = "AWS::CloudWatch::Dashboard", "DashboardName"
    SCHEMA = schema(
        TYPE,
        ["DashboardName"],
        properties=["DashboardName", "DashboardBody"],
        create_only=["DashboardName"],
        required=["DashboardBody"],
    )

    def put(self, clients: Any, model: Model) -> Model:
        """Put the dashboard, whose body must be JSON."""
        json.loads(model["DashboardBody"])
        clients.cloudwatch.put_dashboard(DashboardName=model["DashboardName"], DashboardBody=model["DashboardBody"])
        return {}

    def remove(self, clients: Any, model: Model) -> None:
        """Delete it."""
        clients.cloudwatch.delete_dashboards(DashboardNames=[model["DashboardName"]])


PROVIDERS = {one.TYPE: one for one in (Alarm, CompositeAlarm, Dashboard)}
