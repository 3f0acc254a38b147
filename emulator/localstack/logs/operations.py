"""CloudWatch Logs' API: LocalStack's provider, with the operations that have to do with filters by AWS's rules."""

from collections.abc import Mapping
from itertools import islice
from time import time
from typing import Any

from localstack.aws.api import RequestContext, handler
from localstack.aws.api.logs import InvalidParameterException, LimitExceededException, ResourceNotFoundException
from localstack.aws.forwarder import NotImplementedAvoidFallbackError
from localstack.services.logs import provider
from localstack.services.logs.models import get_moto_logs_backend
from localstack.services.moto import call_moto
from moto.core.exceptions import RESTError

from emulator.localstack.logs.storage import filters_of
from emulator.logs.ages import rejected
from emulator.logs.filter_store import QuotaReached
from emulator.logs.metric_filter import InvalidFilter, MetricFilter, parsed

PAGE = 50
MAX_TEST_MESSAGES = 50
NOT_EMULATED = ("applyOnTransformedLogs", "fieldSelectionCriteria", "emitSystemFieldDimensions")
"""What would change which events count or under which dimensions: refused, so that no metric is silently wrong."""


class Logs(provider.LogsProvider):
    """What LocalStack registers as CloudWatch Logs, once `emulator.localstack.logs.install` has run."""

    @handler("PutLogEvents", expand=False)
    def put_log_events(self, context: RequestContext, request: Mapping[str, Any]) -> Any:
        """Store the events in moto's model, without its server; filters run where they are stored, see `storage`."""
        events: list[dict[str, Any]] = request["logEvents"]
        info = rejected([event["timestamp"] for event in events], int(time() * 1000))
        backend = get_moto_logs_backend(context.account_id, context.region)
        try:
            token, _ = backend.put_log_events(request["logGroupName"], request["logStreamName"], events)
        except RESTError:
            answer = call_moto(context)  # which refuses it in moto's words
            answer.pop("rejectedLogEventsInfo", None)
        else:
            answer = {"nextSequenceToken": token}
        return {**answer, "rejectedLogEventsInfo": info} if info else answer

    @handler("PutMetricFilter", expand=False)
    def put_metric_filter(self, context: RequestContext, request: Mapping[str, Any]) -> None:
        """Add or replace a filter of a log group."""
        _require_group(context, request["logGroupName"])
        if ignored := sorted(member for member in NOT_EMULATED if request.get(member)):
            raise NotImplementedAvoidFallbackError(f"metric filters with {', '.join(ignored)} are not emulated")
        try:
            filters_of(context.account_id, context.region).put(MetricFilter.of(request, int(time() * 1000)))
        except InvalidFilter as error:
            raise InvalidParameterException(str(error)) from error
        except QuotaReached as error:
            raise LimitExceededException("Resource limit exceeded.") from error

    @handler("DescribeMetricFilters", expand=False)
    def describe_metric_filters(self, context: RequestContext, request: Mapping[str, Any]) -> dict[str, Any]:
        """The filters that fit, by log group and name, a page at a time."""
        if ("metricName" in request) != ("metricNamespace" in request):
            raise InvalidParameterException("Specify both metricName and metricNamespace, or neither of them.")
        if "logGroupName" in request:
            _require_group(context, request["logGroupName"])
        found = filters_of(context.account_id, context.region).select(request)
        after, limit = tuple(request.get("nextToken", "@").split("@", 1)), request.get("limit", PAGE)
        rest = (one for one in found if (one.group, one.name) > after)
        page = list(islice(rest, limit + 1))
        answer: dict[str, Any] = {"metricFilters": [dict(one.described) for one in page[:limit]]}
        if len(page) > limit:
            answer["nextToken"] = f"{page[limit - 1].group}@{page[limit - 1].name}"
        return answer

    @handler("DeleteMetricFilter", expand=False)
    def delete_metric_filter(self, context: RequestContext, request: Mapping[str, Any]) -> None:
        """Remove a filter of a log group."""
        _require_group(context, request["logGroupName"])
        if not filters_of(context.account_id, context.region).delete(request["logGroupName"], request["filterName"]):
            raise ResourceNotFoundException("The specified metric filter does not exist.")

    @handler("TestMetricFilter", expand=False)
    def test_metric_filter(self, context: RequestContext, request: Mapping[str, Any]) -> dict[str, Any]:
        """Which messages match, and what is extracted from them."""
        messages = request["logEventMessages"]
        if not 1 <= len(messages) <= MAX_TEST_MESSAGES:
            raise InvalidParameterException(
                "1 validation error detected: Value at 'logEventMessages' failed to satisfy constraint: "
                f"Member must have length between 1 and {MAX_TEST_MESSAGES}"
            )
        pattern = _pattern(request["filterPattern"], "Invalid metric filter pattern")
        matches = [(number, message, pattern.match(message)) for number, message in enumerate(messages)]
        return {
            "matches": [
                {"eventNumber": number, "eventMessage": message, "extractedValues": dict(match.fields)}
                for number, message, match in matches
                if match is not None
            ]
        }

    @handler("FilterLogEvents", expand=False)
    def filter_log_events(self, context: RequestContext, request: Mapping[str, Any]) -> Any:
        """Search a log group; the pattern is checked here and matched where moto reads."""
        _pattern(request.get("filterPattern", ""), "Invalid filter pattern")
        return call_moto(context)

    @handler("PutSubscriptionFilter", expand=False)
    def put_subscription_filter(self, context: RequestContext, request: Mapping[str, Any]) -> Any:
        """Add or replace a subscription filter."""
        _pattern(request["filterPattern"], "Invalid subscription filter pattern")
        return call_moto(context)

    @handler("DescribeLogGroups", expand=False)
    def describe_log_groups(self, context: RequestContext, request: Mapping[str, Any]) -> dict[str, Any]:
        """The log groups by name. LocalStack copies every stored event for each call."""
        prefix, part = request.get("logGroupNamePrefix", ""), request.get("logGroupNamePattern", "")
        if prefix and part:
            raise InvalidParameterException(
                "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."
            )
        groups = dict(get_moto_logs_backend(context.account_id, context.region).groups)
        names = [name for name in sorted(groups) if name.startswith(prefix) and part in name]
        return {"logGroups": [groups[name].to_describe_dict() for name in names]}


def _pattern(text: str, complaint: str) -> Any:
    try:
        return parsed(text, complaint)
    except InvalidFilter as error:
        raise InvalidParameterException(str(error)) from error


def _require_group(context: RequestContext, name: str) -> None:
    if name not in get_moto_logs_backend(context.account_id, context.region).groups:
        raise ResourceNotFoundException("The specified log group does not exist.")
