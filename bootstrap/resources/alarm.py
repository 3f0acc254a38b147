"""AWS::CloudWatch::Alarm on one metric."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bootstrap.errors import tolerating
from bootstrap.handler import Handler
from bootstrap.model.resource import Attributes, ExistingResource, Resource
from bootstrap.model.scope import Scope, tag_map
from bootstrap.registry import handles

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext


@dataclass(frozen=True)
class Alarm(Resource):
    """ALARM when `statistic` of the metric is `comparison` `threshold` in `evaluation_periods` periods of `period_s`.

    `actions` are the ARNs that are told when it goes to ALARM; `dimensions` are names with their values. AWS evaluates
    data of a metric filter with periods of 60 s or more; shorter periods are for emulators.
    """

    kind: ClassVar[str] = "AWS::CloudWatch::Alarm"

    namespace: str
    metric: str
    statistic: str
    threshold: float
    period_s: int
    evaluation_periods: int = 1
    comparison: str = "GreaterThanOrEqualToThreshold"
    missing_data: str = "missing"
    actions: tuple[str, ...] = ()
    dimensions: tuple[tuple[str, str], ...] = ()
    after: tuple[Resource, ...] = ()

    @property
    def arn(self) -> str:
        """The alarm's ARN."""
        return self.scope.arn("cloudwatch", f"alarm:{self.name}")

    @property
    def summary(self) -> str:
        """Its rule, in one line."""
        rule = f"{self.statistic} of {self.namespace} {self.metric} {self.comparison} {self.threshold:g}"
        return f"{rule}, {self.evaluation_periods} of {self.evaluation_periods} periods of {self.period_s} s"

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """An alarm without an action."""
        return cls(scope, "example-alarm", "Example", "N", "Maximum", 20, 60)

    @property
    def rule(self) -> dict[str, Any]:
        """The alarm as PutMetricAlarm takes it, without name and tags."""
        return {
            "Namespace": self.namespace,
            "MetricName": self.metric,
            "Statistic": self.statistic,
            "Period": self.period_s,
            "EvaluationPeriods": self.evaluation_periods,
            "DatapointsToAlarm": self.evaluation_periods,
            "Threshold": float(self.threshold),
            "ComparisonOperator": self.comparison,
            "TreatMissingData": self.missing_data,
            "AlarmActions": list(self.actions),
            "Dimensions": [{"Name": name, "Value": value} for name, value in self.dimensions],
        }


@handles(Alarm)
class AlarmHandler(Handler[Alarm]):
    """Alarms over CloudWatch's API. An alarm is put as a whole; its tags are put apart."""

    depends_on: ClassVar[tuple[str, ...]] = (
        "AWS::Lambda::Function",
        "AWS::Lambda::Permission",
        "AWS::Logs::MetricFilter",
        "AWS::SNS::Topic",
    )
    in_place: ClassVar[frozenset[str]] = frozenset(
        {
            "Namespace", "MetricName", "Statistic", "Period", "EvaluationPeriods", "DatapointsToAlarm", "Threshold",
            "ComparisonOperator", "TreatMissingData", "AlarmActions", "Dimensions", "Tags",
        }
    )  # fmt: skip

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The metric alarms of the region."""
        pages = clients.cloudwatch.get_paginator("describe_alarms").paginate(AlarmTypes=["MetricAlarm"])
        alarms = [alarm for page in pages for alarm in page["MetricAlarms"]]
        return [
            ExistingResource(Alarm.kind, each["AlarmName"], clients.region, {"arn": each["AlarmArn"]})
            for each in alarms
        ]

    def tags_of(self, clients: "Clients", existing: ExistingResource) -> dict[str, str]:
        """Its tags."""
        with tolerating("ResourceNotFoundException", "ResourceNotFound"):
            return tag_map(clients.cloudwatch.list_tags_for_resource(ResourceARN=existing.values["arn"])["Tags"])
        return {}

    def desired(self, context: "ApplyContext", resource: Alarm) -> Attributes:
        """The whole rule, its actions and tags."""
        return {**resource.rule, "Tags": resource.scope.tag_map}

    def actual(self, clients: "Clients", resource: Alarm, existing: ExistingResource) -> Attributes:
        """The whole rule, its actions and tags."""
        alarms = clients.cloudwatch.describe_alarms(AlarmNames=[resource.name], AlarmTypes=["MetricAlarm"])[
            "MetricAlarms"
        ]
        shown: dict[str, object] = {**alarms[0]} if alarms else {}
        rule = {name: shown.get(name) for name in resource.rule}
        rule["TreatMissingData"] = shown.get("TreatMissingData") or "missing"
        rule["Dimensions"] = shown.get("Dimensions") or []
        return {**rule, "Tags": self.tags_of(clients, existing)}

    def create(self, context: "ApplyContext", resource: Alarm) -> ExistingResource:
        """Put it."""
        context.clients.cloudwatch.put_metric_alarm(
            AlarmName=resource.name, Tags=resource.scope.tag_list, **resource.rule
        )
        return resource.existing(arn=resource.arn)

    def update(
        self, context: "ApplyContext", resource: Alarm, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Put the rule again, as a whole; tags apart, which PutMetricAlarm leaves alone on an alarm that is there."""
        if changed - {"Tags"}:
            context.clients.cloudwatch.put_metric_alarm(AlarmName=resource.name, **resource.rule)
        if "Tags" in changed:
            context.clients.cloudwatch.tag_resource(ResourceARN=resource.arn, Tags=resource.scope.tag_list)
        return existing

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Remove it. DeleteAlarms succeeds for an alarm that is gone."""
        with tolerating("ResourceNotFound"):
            clients.cloudwatch.delete_alarms(AlarmNames=[existing.identity])
