"""CloudWatch's API of metrics: LocalStack's provider, at CloudWatch's time and with every statistic."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from localstack.aws.api import RequestContext
from localstack.aws.api.cloudwatch import (
    GetMetricDataOutput,
    GetMetricStatisticsOutput,
    InvalidParameterValueException,
    ListMetricsOutput,
)
from localstack.services.cloudwatch.provider_v2 import CloudwatchProvider
from localstack.utils.collections import PaginatedList

from emulator.clock import Clock, clock_of
from emulator.cloudwatch.ages import is_in_time
from emulator.cloudwatch.metric_database import snapshot
from emulator.cloudwatch.metric_listing import listed
from emulator.cloudwatch.own_metrics import DEPTHS
from emulator.divergences import divergences
from emulator.localstack.cloudwatch.queries import Database, expression_results

METRICS_OF_A_PAGE = 500
RECENT_S = 3 * 3600
"""ListMetrics: what a page holds, and what RecentlyActive means."""


class Metrics(CloudwatchProvider):
    """Putting and reading metrics; the alarms are still LocalStack's."""

    def __init__(self) -> None:
        super().__init__()
        self.cloudwatch_database = Database()

    def on_after_state_reset(self) -> None:
        """Start anew with an empty database."""
        super().on_after_state_reset()
        self.cloudwatch_database = Database()

    def put_metric_data(
        self, context: RequestContext, namespace: str, metric_data: list[dict[str, Any]] | None = None, **kwargs: Any
    ) -> None:
        """Data without a timestamp gets CloudWatch's time; so does what the emulator measures of itself."""
        clock = clock_of(context.account_id)
        own = context.is_internal_call and namespace in ("AWS/Lambda", "AWS/SQS")
        if namespace.startswith("AWS/") and not context.is_internal_call:
            divergences.touch(
                "aws-namespace", f"a datapoint of {namespace} was taken from a client", context.account_id
            )
        timed = []
        for datum in metric_data or ():
            if own and clock.mode == "stepped" and datum["MetricName"] in DEPTHS.values():
                continue
            given = datum.get("Timestamp")
            if given is not None and not context.is_internal_call:
                _check_time(given, clock)
            time_s = clock.now() if given is None else clock.at(given.timestamp()) if own else given.timestamp()
            timed.append({**datum, "Timestamp": datetime.fromtimestamp(time_s, UTC)})
        super().put_metric_data(context, namespace=namespace, metric_data=timed, **kwargs)

    def list_metrics(
        self,
        context: RequestContext,
        namespace: str | None = None,
        metric_name: str | None = None,
        dimensions: list[dict[str, str]] | None = None,
        next_token: str | None = None,
        recently_active: str | None = None,
        **kwargs: Any,
    ) -> ListMetricsOutput:
        """The metrics that there are; with RecentlyActive those with data in the last three hours of the clock."""
        since_s = clock_of(context.account_id).now() - RECENT_S if recently_active else 0
        wanted = {"namespace": namespace, "metric_name": metric_name}
        with snapshot(self.cloudwatch_database.METRICS_DB) as connection:
            found = listed(connection, (context.account_id, context.region), wanted, dimensions or (), since_s)
        page, token = PaginatedList(found).get_page(str, next_token=next_token, page_size=METRICS_OF_A_PAGE)
        return ListMetricsOutput(Metrics=page, NextToken=token)

    def get_metric_data(
        self,
        context: RequestContext,
        metric_data_queries: list[dict[str, Any]],
        start_time: datetime,
        end_time: datetime,
        **kwargs: Any,
    ) -> GetMetricDataOutput:
        """Statistics and metric math, for the queries that return data."""
        returned = [one for one in metric_data_queries if one.get("ReturnData", True)]
        stats = [one for one in returned if one.get("MetricStat")]
        answer = super().get_metric_data(context, stats, start_time, end_time, **kwargs)
        if len(stats) < len(returned):
            found = {one["Id"]: one for one in answer["MetricDataResults"]}
            found |= expression_results(
                context.account_id, context.region, metric_data_queries, start_time, end_time, kwargs.get("scan_by")
            )
            answer["MetricDataResults"] = [found[one["Id"]] for one in returned]
        return answer

    def get_metric_statistics(
        self,
        context: RequestContext,
        statistics: list[str] | None = None,
        extended_statistics: list[str] | None = None,
        **kwargs: Any,
    ) -> GetMetricStatisticsOutput:
        """Simple statistics as LocalStack answers them; extended ones beside them, at their timestamps."""
        answer = super().get_metric_statistics(context, statistics=statistics or ["SampleCount"], **kwargs)
        points = {int(point["Timestamp"]): point for point in answer["Datapoints"]}
        for extended in extended_statistics or ():
            stat = {"Metric": _metric(kwargs), "Period": kwargs["period"], "Stat": extended, "Unit": kwargs.get("unit")}
            found = self.cloudwatch_database.get_metric_data_stat(
                context.account_id, context.region, {"MetricStat": stat}, kwargs["start_time"], kwargs["end_time"], None
            )
            for timestamp, value in zip(found["timestamps"], found["values"], strict=True):
                points[timestamp].setdefault("ExtendedStatistics", {})[extended] = value
        if not statistics:
            for point in answer["Datapoints"]:
                point.pop("SampleCount")
        return answer


def _check_time(given: datetime, clock: Clock) -> None:
    """CloudWatch's refusal of what is too old or too new."""
    if not is_in_time(given.timestamp(), clock.now(), datetime.now(UTC).timestamp()):
        raise InvalidParameterValueException(
            f"The value {given.isoformat()} for parameter MetricData.member.Timestamp is invalid: "
            "it must be within the past two weeks and at most two hours in the future."
        )


def _metric(request: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Namespace": request["namespace"],
        "MetricName": request["metric_name"],
        "Dimensions": request.get("dimensions") or [],
    }
