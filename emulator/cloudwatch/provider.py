"""CloudWatch's API: LocalStack's provider, with alarms, their history and the time by AWS's rules."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from localstack.aws.api import RequestContext, handler
from localstack.aws.api.cloudwatch import (
    DescribeAlarmHistoryOutput,
    GetMetricDataOutput,
    GetMetricStatisticsOutput,
    InvalidParameterValueException,
    PutCompositeAlarmInput,
    PutMetricAlarmInput,
    ResourceNotFound,
)
from localstack.services.cloudwatch import provider_v2
from localstack.services.cloudwatch.models import LocalStackCompositeAlarm, LocalStackMetricAlarm
from localstack.services.cloudwatch.provider_v2 import _STORE_LOCK as STORE_LOCK
from localstack.utils.collections import PaginatedList

from emulator.clock import clock_of
from emulator.cloudwatch import history
from emulator.cloudwatch.datapoints import add_index
from emulator.cloudwatch.queries import Database, expression_results
from emulator.cloudwatch.scheduler import Scheduler
from emulator.cloudwatch.transitions import (
    StoredAlarm,
    change_state,
    evaluate_composite,
    find,
    store_of,
)
from emulator.cloudwatch.validation import check_composite_alarm, check_metric_alarm

STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")
KEPT_ON_UPDATE = ("StateValue", "StateReason", "StateReasonData", "StateUpdatedTimestamp", "StateTransitionedTimestamp")


class CloudWatch(provider_v2.CloudwatchProvider):
    """What LocalStack registers as CloudWatch, once `emulator.cloudwatch.install` has run."""

    def __init__(self) -> None:
        super().__init__()
        self.alarm_scheduler = Scheduler()
        self.cloudwatch_database = Database()
        add_index(Database.METRICS_DB)

    def on_after_state_reset(self) -> None:
        """Start anew with an empty database."""
        super().on_after_state_reset()
        self.cloudwatch_database = Database()

    def start_alarm_scheduler(self) -> None:
        """What LocalStack 4.9 calls where 4.14 calls the scheduler itself."""
        self.alarm_scheduler.start()

    def shutdown_alarm_scheduler(self) -> None:
        """What LocalStack 4.9 calls where 4.14 calls the scheduler itself."""
        self.alarm_scheduler.shutdown()

    def put_metric_data(
        self, context: RequestContext, namespace: str, metric_data: list[dict[str, Any]] | None = None, **kwargs: Any
    ) -> None:
        """Data without a timestamp gets CloudWatch's time; so does what the emulator measures of itself."""
        clock = clock_of(context.account_id)
        own = context.is_internal_call and namespace in ("AWS/Lambda", "AWS/SQS")
        timed = []
        for datum in metric_data or ():
            given = datum.get("Timestamp")
            time_s = clock.now() if given is None else clock.at(given.timestamp()) if own else given.timestamp()
            timed.append({**datum, "Timestamp": datetime.fromtimestamp(time_s, UTC)})
        super().put_metric_data(context, namespace=namespace, metric_data=timed, **kwargs)

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

    @handler("PutMetricAlarm", expand=False)
    def put_metric_alarm(self, context: RequestContext, request: PutMetricAlarmInput) -> None:
        """Create the alarm in INSUFFICIENT_DATA, or replace its configuration and keep its state."""
        check_metric_alarm(request)
        self._put(LocalStackMetricAlarm(context.account_id, context.region, {**request}))

    @handler("PutCompositeAlarm", expand=False)
    def put_composite_alarm(self, context: RequestContext, request: PutCompositeAlarmInput) -> None:
        """Create or replace the alarm, then evaluate its rule."""
        check_composite_alarm(request, self.get_store(context.account_id, context.region), context.account_id)
        stored = LocalStackCompositeAlarm(context.account_id, context.region, {**request})
        with STORE_LOCK:
            self._put(stored)
            evaluate_composite(stored)

    def delete_alarms(self, context: RequestContext, alarm_names: list[str], **kwargs: Any) -> None:
        """Delete the alarms and note it in their history, which stays."""
        with STORE_LOCK:
            store = self.get_store(context.account_id, context.region)
            for name in alarm_names:
                if stored := find(store, name):
                    _note(stored, "Delete")
            super().delete_alarms(context, alarm_names, **kwargs)

    def set_alarm_state(
        self,
        context: RequestContext,
        alarm_name: str,
        state_value: str,
        state_reason: str,
        state_reason_data: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Put the alarm into a state, which holds until its next evaluation."""
        if state_value not in STATES:
            raise provider_v2.ValidationException(
                f"1 validation error detected: Value '{state_value}' at 'stateValue' failed to satisfy constraint: "
                "Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]"
            )
        stored = find(self.get_store(context.account_id, context.region), alarm_name)
        if stored is None:
            raise ResourceNotFound()
        change_state(stored, state_value, state_reason, _parsed(state_reason_data))

    def describe_alarm_history(
        self,
        context: RequestContext,
        alarm_name: str | None = None,
        alarm_contributor_id: str | None = None,
        alarm_types: list[str] | None = None,
        history_item_type: str | None = None,
        start_date: datetime | None = None,
        end_date: datetime | None = None,
        max_records: int | None = None,
        next_token: str | None = None,
        scan_by: str | None = None,
        **kwargs: Any,
    ) -> DescribeAlarmHistoryOutput:
        """The history, filtered, ordered and paged."""
        with STORE_LOCK:
            items = list(self.get_store(context.account_id, context.region).histories)
        found = history.select(
            items,
            name=alarm_name,
            alarm_types=alarm_types,
            item_type=history_item_type,
            start=start_date,
            end=end_date,
            oldest_first=scan_by == "TimestampAscending",
        )
        places = {id(item): str(place) for place, item in enumerate(found)}
        page, token = PaginatedList(found).get_page(
            lambda item: places[id(item)], next_token=next_token, page_size=max_records or history.MAX_RECORDS
        )
        return DescribeAlarmHistoryOutput(AlarmHistoryItems=page, NextToken=token)

    def _set_alarm_actions(self, context: RequestContext, alarm_names: list[str], enabled: bool) -> None:
        super()._set_alarm_actions(context, alarm_names, enabled)
        store = self.get_store(context.account_id, context.region)
        for name in alarm_names:
            if stored := find(store, name):
                _note(stored, "Update")

    @staticmethod
    def _put(stored: StoredAlarm) -> None:
        now = datetime.fromtimestamp(clock_of(stored.account_id).now(), UTC)
        stored.alarm.update(
            AlarmConfigurationUpdatedTimestamp=now, StateUpdatedTimestamp=now, StateTransitionedTimestamp=now
        )
        with STORE_LOCK:
            alarms = store_of(stored).alarms
            before = alarms.get(stored.alarm["AlarmArn"])
            if before is not None:
                kept: Mapping[str, Any] = before.alarm
                stored.alarm.update({name: kept[name] for name in KEPT_ON_UPDATE if name in kept})
            alarms[stored.alarm["AlarmArn"]] = stored
            _note(stored, "Update" if before is not None else "Create")


def _metric(request: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Namespace": request["namespace"],
        "MetricName": request["metric_name"],
        "Dimensions": request.get("dimensions") or [],
    }


def _note(stored: StoredAlarm, operation: str) -> None:
    item = history.configuration_update(stored.alarm, operation, clock_of(stored.account_id).now())
    store_of(stored).histories.append(item)


def _parsed(state_reason_data: str | None) -> Mapping[str, Any] | None:
    if not state_reason_data:
        return None
    try:
        data = json.loads(state_reason_data)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise InvalidParameterValueException("The value for StateReasonData is not a valid JSON object.")
    return data
