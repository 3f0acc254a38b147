"""CloudWatch's API of alarms: LocalStack's provider, with alarms and their history by AWS's rules."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from localstack.aws.api import RequestContext, handler
from localstack.aws.api.cloudwatch import (
    DescribeAlarmHistoryOutput,
    DescribeAlarmsOutput,
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
from emulator.cloudwatch import history, listing
from emulator.cloudwatch.metric_of import is_for
from emulator.localstack.cloudwatch.metrics import Metrics
from emulator.localstack.cloudwatch.scheduler import Scheduler
from emulator.localstack.cloudwatch.transitions import StoredAlarm, change_state, evaluate_composite, find, store_of
from emulator.localstack.cloudwatch.validation import check_composite_alarm, check_metric_alarm

STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")
KEPT_ON_UPDATE = ("StateValue", "StateReason", "StateReasonData", "StateUpdatedTimestamp", "StateTransitionedTimestamp")


class CloudWatch(Metrics):
    """What LocalStack registers as CloudWatch, once `emulator.localstack.cloudwatch.install` has run."""

    def __init__(self) -> None:
        super().__init__()
        self.alarm_scheduler = Scheduler()

    def start_alarm_scheduler(self) -> None:
        """What LocalStack 4.9 calls where 4.14 calls the scheduler itself."""
        self.alarm_scheduler.start()

    def shutdown_alarm_scheduler(self) -> None:
        """What LocalStack 4.9 calls where 4.14 calls the scheduler itself."""
        self.alarm_scheduler.shutdown()

    @handler("PutMetricAlarm", expand=False)
    def put_metric_alarm(self, context: RequestContext, request: PutMetricAlarmInput) -> None:
        """Create the alarm in INSUFFICIENT_DATA, or replace its configuration and keep its state."""
        check_metric_alarm(request)
        self._put(LocalStackMetricAlarm(context.account_id, context.region, {**request}))

    @handler("DescribeAlarmsForMetric", expand=False)
    def describe_alarms_for_metric(self, context: RequestContext, request: Mapping[str, Any]) -> dict[str, Any]:
        """The alarms on exactly that metric: one with dimensions is another than the one without."""
        alarms = self.get_store(context.account_id, context.region).alarms.values()
        return {
            "MetricAlarms": [
                stored.alarm
                for stored in list(alarms)
                if isinstance(stored, LocalStackMetricAlarm) and is_for(stored.alarm, request)
            ]
        }

    @handler("PutCompositeAlarm", expand=False)
    def put_composite_alarm(self, context: RequestContext, request: PutCompositeAlarmInput) -> None:
        """Create or replace the alarm, then evaluate its rule."""
        check_composite_alarm(request, self.get_store(context.account_id, context.region), context.account_id)
        stored = LocalStackCompositeAlarm(context.account_id, context.region, {**request})
        with STORE_LOCK:
            self._put(stored)
            evaluate_composite(stored)

    def describe_alarms(
        self,
        context: RequestContext,
        alarm_names: list[str] | None = None,
        alarm_name_prefix: str | None = None,
        alarm_types: list[str] | None = None,
        children_of_alarm_name: str | None = None,
        parents_of_alarm_name: str | None = None,
        state_value: str | None = None,
        action_prefix: str | None = None,
        max_records: int | None = None,
        next_token: str | None = None,
        **kwargs: Any,
    ) -> DescribeAlarmsOutput:
        """The alarms that match, by name, page by page."""
        with STORE_LOCK:
            stored = self.get_store(context.account_id, context.region).alarms.values()
            alarms: list[Mapping[str, Any]] = [dict(one.alarm) for one in stored]
        if children_of_alarm_name:
            alarms, alarm_types = listing.children(alarms, children_of_alarm_name), listing.TYPES
        elif parents_of_alarm_name:
            alarms, alarm_types = listing.parents(alarms, parents_of_alarm_name), listing.TYPES
        found = listing.matching(
            alarms,
            names=alarm_names,
            prefix=alarm_name_prefix,
            types=alarm_types,
            state=state_value,
            action_prefix=action_prefix,
        )
        page, token = PaginatedList(found).get_page(
            lambda alarm: alarm["AlarmName"], next_token=next_token, page_size=max_records or listing.DEFAULT_RECORDS
        )
        composite = [alarm for alarm in page if listing.type_of(alarm) == "CompositeAlarm"]
        metric = [alarm for alarm in page if listing.type_of(alarm) == "MetricAlarm"]
        return DescribeAlarmsOutput(CompositeAlarms=composite, MetricAlarms=metric, NextToken=token)

    def delete_alarms(self, context: RequestContext, alarm_names: list[str], **kwargs: Any) -> None:
        """Delete the alarms and note it in their history, which stays."""
        with STORE_LOCK:
            store = self.get_store(context.account_id, context.region)
            for name in alarm_names:
                if stored := find(store, name):
                    _note(stored, "Delete")
                    store.TAGS.del_resource(stored.alarm["AlarmArn"])
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
        tags = stored.alarm.pop("Tags", None)
        with STORE_LOCK:
            alarms = store_of(stored).alarms
            before = alarms.get(stored.alarm["AlarmArn"])
            if before is None and tags:
                store_of(stored).TAGS.tag_resource(stored.alarm["AlarmArn"], tags)
            if before is not None:
                kept: Mapping[str, Any] = before.alarm
                stored.alarm.update({name: kept[name] for name in KEPT_ON_UPDATE if name in kept})
            alarms[stored.alarm["AlarmArn"]] = stored
            _note(stored, "Update" if before is not None else "Create")


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
