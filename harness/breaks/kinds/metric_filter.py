"""A metric filter that takes a field that no log line has, or that is gone."""

from collections.abc import Iterator
from typing import Any

from bootstrap.clients import Clients
from harness.breaks.model import Break, Memory, Spot, of_edge
from harness.breaks.registry import breaks
from harness.wiring.model import Kind, Wiring

NO_SUCH = "no_such_field"


class _MetricFilter(Break):
    def undo(self, clients: Clients, memory: Memory) -> None:
        """Put the filter as it was."""
        _put(clients, memory)


@breaks
class FieldWrong(_MetricFilter):
    """The filter's field has another name than the log lines'."""

    name = "metric-filter-field"
    text = "have the metric filter take a field that no log line has"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every filter that takes a field."""
        for edge in wiring.configured(Kind.METRIC_FILTER):
            if str(edge.settings["Transformation"]["metricValue"]).startswith("$."):
                yield of_edge(edge)

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Put it with the other name, in its pattern too."""
        had = _filter(spot)
        field = str(spot.data["edge"].settings["Transformation"]["metricValue"])
        wrong = [{**each, "metricValue": f"$.{NO_SUCH}"} for each in had["metricTransformations"]]
        pattern = had["filterPattern"].replace(field, f"$.{NO_SUCH}")
        _put(clients, {**had, "metricTransformations": wrong, "filterPattern": pattern})
        return had


@breaks
class FilterRemoved(_MetricFilter):
    """Nothing feeds the metric."""

    name = "metric-filter-removed"
    text = "delete the metric filter"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every filter; without it the link from the metric to its alarm is the first that tells of it."""
        for edge in wiring.configured(Kind.METRIC_FILTER):
            watched = tuple(each.name for each in wiring.out_of(edge.target))
            if watched:
                yield Spot(edge.name, (edge.name, *watched), {"edge": edge})

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Delete it."""
        had = _filter(spot)
        clients.logs.delete_metric_filter(logGroupName=had["logGroupName"], filterName=had["filterName"])
        return had


def _filter(spot: Spot) -> dict[str, Any]:
    settings = spot.data["edge"].settings
    return {name: settings[name] for name in ("logGroupName", "filterName", "filterPattern", "metricTransformations")}


def _put(clients: Clients, filter_: dict[str, Any]) -> None:
    clients.logs.put_metric_filter(**filter_)
