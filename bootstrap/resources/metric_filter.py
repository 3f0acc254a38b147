"""AWS::Logs::MetricFilter: log events of one group that become datapoints of a metric."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from bootstrap.faults import tolerating
from bootstrap.resource import Attributes, Found, Resource, address_of
from bootstrap.resources.log_group import LogGroup
from bootstrap.scope import Scope

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.site import Site


@dataclass(frozen=True)
class MetricFilter(Resource):
    """Each event of `group` that matches `pattern` puts `value` (a number, or `$.field`) into the metric."""

    kind: ClassVar[str] = "AWS::Logs::MetricFilter"
    uses: ClassVar[tuple[str, ...]] = ("AWS::Logs::LogGroup", "AWS::Lambda::Function")
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
    def listing(cls, clients: "Clients") -> list[Found]:
        """The filters of the region."""
        pages = clients.logs.get_paginator("describe_metric_filters").paginate()
        every = [each for page in pages for each in page["metricFilters"]]
        return [
            Found(
                cls.kind,
                f"{each['logGroupName']}: {each['filterName']}",
                clients.region,
                {"group": each["logGroupName"], "name": each["filterName"]},
            )
            for each in every
        ]

    def desired(self, site: "Site") -> Attributes:
        """Pattern and transformation."""
        transformation = {"metricName": self.metric, "metricNamespace": self.namespace, "metricValue": self.value}
        return {"FilterPattern": self.pattern, "MetricTransformations": [transformation]}

    def actual(self, clients: "Clients", found: Found) -> Attributes:
        """Pattern and transformation."""
        answer = clients.logs.describe_metric_filters(logGroupName=self.group.name, filterNamePrefix=self.name)
        mine = next((each for each in answer["metricFilters"] if each["filterName"] == self.name), None)
        if mine is None:
            return {}
        names = ("metricName", "metricNamespace", "metricValue")
        shown = [{name: each.get(name) for name in names} for each in mine["metricTransformations"]]
        return {"FilterPattern": mine["filterPattern"], "MetricTransformations": shown}

    def create(self, site: "Site") -> Found:
        """Put it."""
        site.clients.logs.put_metric_filter(
            logGroupName=self.group.name,
            filterName=self.name,
            filterPattern=self.pattern,
            metricTransformations=[
                {"metricName": self.metric, "metricNamespace": self.namespace, "metricValue": self.value}
            ],
        )
        return self.found(group=self.group.name, name=self.name)

    def update(self, site: "Site", found: Found, changed: frozenset[str]) -> Found:
        """Put it again: a filter is replaced as a whole."""
        return self.create(site)

    @classmethod
    def part_of(cls, found: Found) -> str:
        """The group it reads."""
        return address_of(LogGroup.kind, found.region, found.values["group"])

    @classmethod
    def delete(cls, clients: "Clients", found: Found) -> None:
        """Remove it."""
        with tolerating("ResourceNotFoundException"):
            clients.logs.delete_metric_filter(logGroupName=found.values["group"], filterName=found.values["name"])
