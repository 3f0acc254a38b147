"""AWS::Logs::MetricFilter: log events of one group that become datapoints of a metric."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from bootstrap.errors import tolerating
from bootstrap.handler import Handler
from bootstrap.model.resource import Attributes, ExistingResource, Resource, address_of
from bootstrap.model.scope import Scope
from bootstrap.registry import handles
from bootstrap.resources.log_group import LogGroup

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext


@dataclass(frozen=True)
class MetricFilter(Resource):
    """Each event of `group` that matches `pattern` puts `value` (a number, or `$.field`) into the metric."""

    kind: ClassVar[str] = "AWS::Logs::MetricFilter"

    group: LogGroup
    pattern: str
    value: str
    namespace: str
    metric: str

    @property
    def identity(self) -> str:
        """A filter belongs to one group: its name there."""
        return f"{self.group.name}: {self.name}"

    @property
    def summary(self) -> str:
        """From what to which metric."""
        return f"{self.pattern} {self.value} -> {self.namespace} {self.metric}"

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """A filter on a JSON field."""
        return cls(scope, "example-filter", LogGroup.example(scope), "{ $.n = * }", "$.n", "Example", "N")


@handles(MetricFilter)
class MetricFilterHandler(Handler[MetricFilter]):
    """Metric filters over CloudWatch Logs' API."""

    depends_on: ClassVar[tuple[str, ...]] = ("AWS::Logs::LogGroup", "AWS::Lambda::Function")
    in_place: ClassVar[frozenset[str]] = frozenset({"FilterPattern", "MetricTransformations"})
    taggable: ClassVar[bool] = False

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The filters of the region."""
        pages = clients.logs.get_paginator("describe_metric_filters").paginate()
        every = [each for page in pages for each in page["metricFilters"]]
        return [
            ExistingResource(
                MetricFilter.kind,
                f"{each['logGroupName']}: {each['filterName']}",
                clients.region,
                {"group": each["logGroupName"], "name": each["filterName"]},
            )
            for each in every
        ]

    def desired(self, context: "ApplyContext", resource: MetricFilter) -> Attributes:
        """Pattern and transformation."""
        transformation = {
            "metricName": resource.metric,
            "metricNamespace": resource.namespace,
            "metricValue": resource.value,
        }
        return {"FilterPattern": resource.pattern, "MetricTransformations": [transformation]}

    def actual(self, clients: "Clients", resource: MetricFilter, existing: ExistingResource) -> Attributes:
        """Pattern and transformation."""
        answer = clients.logs.describe_metric_filters(logGroupName=resource.group.name, filterNamePrefix=resource.name)
        mine = next((each for each in answer["metricFilters"] if each["filterName"] == resource.name), None)
        if mine is None:
            return {}
        names = ("metricName", "metricNamespace", "metricValue")
        shown = [{name: each.get(name) for name in names} for each in mine["metricTransformations"]]
        return {"FilterPattern": mine["filterPattern"], "MetricTransformations": shown}

    def create(self, context: "ApplyContext", resource: MetricFilter) -> ExistingResource:
        """Put it."""
        context.clients.logs.put_metric_filter(
            logGroupName=resource.group.name,
            filterName=resource.name,
            filterPattern=resource.pattern,
            metricTransformations=[
                {"metricName": resource.metric, "metricNamespace": resource.namespace, "metricValue": resource.value}
            ],
        )
        return resource.existing(group=resource.group.name, name=resource.name)

    def update(
        self, context: "ApplyContext", resource: MetricFilter, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Put it again: a filter is replaced as a whole."""
        return self.create(context, resource)

    def part_of(self, existing: ExistingResource) -> str:
        """The group it reads."""
        return address_of(LogGroup.kind, existing.region, existing.values["group"])

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Remove it."""
        with tolerating("ResourceNotFoundException"):
            clients.logs.delete_metric_filter(logGroupName=existing.values["group"], filterName=existing.values["name"])
