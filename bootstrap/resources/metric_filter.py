"""AWS::Logs::MetricFilter: log events of one group that become datapoints of a metric."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from bootstrap.errors import tolerating
from bootstrap.model.resource import Attributes, ExistingResource, Resource, address_of
from bootstrap.model.scope import Scope
from bootstrap.resources.log_group import LogGroup

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext


@dataclass(frozen=True)
class MetricFilter(Resource):
    """Each event of `group` that matches `pattern` puts `value` (a number, or `$.field`) into the metric."""

    kind: ClassVar[str] = "AWS::Logs::MetricFilter"
    depends_on: ClassVar[tuple[str, ...]] = ("AWS::Logs::LogGroup", "AWS::Lambda::Function")
    in_place: ClassVar[frozenset[str]] = frozenset({"FilterPattern", "MetricTransformations"})
    taggable: ClassVar[bool] = False

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

    @classmethod
    def listing(cls, clients: "Clients") -> list[ExistingResource]:
        """The filters of the region."""
        pages = clients.logs.get_paginator("describe_metric_filters").paginate()
        every = [each for page in pages for each in page["metricFilters"]]
        return [
            ExistingResource(
                cls.kind,
                f"{each['logGroupName']}: {each['filterName']}",
                clients.region,
                {"group": each["logGroupName"], "name": each["filterName"]},
            )
            for each in every
        ]

    def desired(self, context: "ApplyContext") -> Attributes:
        """Pattern and transformation."""
        transformation = {"metricName": self.metric, "metricNamespace": self.namespace, "metricValue": self.value}
        return {"FilterPattern": self.pattern, "MetricTransformations": [transformation]}

    def actual(self, clients: "Clients", existing: ExistingResource) -> Attributes:
        """Pattern and transformation."""
        answer = clients.logs.describe_metric_filters(logGroupName=self.group.name, filterNamePrefix=self.name)
        mine = next((each for each in answer["metricFilters"] if each["filterName"] == self.name), None)
        if mine is None:
            return {}
        names = ("metricName", "metricNamespace", "metricValue")
        shown = [{name: each.get(name) for name in names} for each in mine["metricTransformations"]]
        return {"FilterPattern": mine["filterPattern"], "MetricTransformations": shown}

    def create(self, context: "ApplyContext") -> ExistingResource:
        """Put it."""
        context.clients.logs.put_metric_filter(
            logGroupName=self.group.name,
            filterName=self.name,
            filterPattern=self.pattern,
            metricTransformations=[
                {"metricName": self.metric, "metricNamespace": self.namespace, "metricValue": self.value}
            ],
        )
        return self.existing(group=self.group.name, name=self.name)

    def update(self, context: "ApplyContext", existing: ExistingResource, changed: frozenset[str]) -> ExistingResource:
        """Put it again: a filter is replaced as a whole."""
        return self.create(context)

    @classmethod
    def part_of(cls, existing: ExistingResource) -> str:
        """The group it reads."""
        return address_of(LogGroup.kind, existing.region, existing.values["group"])

    @classmethod
    def delete(cls, clients: "Clients", existing: ExistingResource) -> None:
        """Remove it."""
        with tolerating("ResourceNotFoundException"):
            clients.logs.delete_metric_filter(logGroupName=existing.values["group"], filterName=existing.values["name"])
