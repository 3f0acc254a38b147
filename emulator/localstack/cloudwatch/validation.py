"""What PutMetricAlarm and PutCompositeAlarm refuse: what AWS refuses, and what this emulator can't evaluate.

Nothing that is accepted is silently left unevaluated.
"""

from collections.abc import Mapping
from typing import Any

from localstack.aws.api.cloudwatch import InvalidParameterCombinationException, InvalidParameterValueException
from localstack.services.cloudwatch.models import CloudWatchStore
from localstack.services.cloudwatch.provider_v2 import ValidationException

from emulator.cloudwatch import composite
from emulator.cloudwatch.expressions import Expression, ExpressionError
from emulator.cloudwatch.rules import COMPARISONS
from emulator.cloudwatch.statistics import SIMPLE, is_statistic
from emulator.divergences import divergences
from emulator.localstack.cloudwatch.transitions import find

MISSING_DATA = ("breaching", "notBreaching", "ignore", "missing")
SHORT_PERIODS_S = (10, 20, 30)
MAX_QUERIES = 10
SINGLE_METRIC = ("MetricName", "Namespace", "Dimensions", "Period", "Statistic", "ExtendedStatistic", "Unit")


def check_metric_alarm(request: Mapping[str, Any]) -> None:
    """Raise AWS's error for parameters that make no alarm."""
    _check_comparison(request)
    _check_counts(request)
    _check_missing_data(request)
    if request.get("Metrics"):
        if single := [name for name in SINGLE_METRIC if request.get(name)]:
            raise InvalidParameterCombinationException(f"{', '.join(single)} and Metrics are mutually exclusive.")
        _check_queries(request)
    else:
        _check_single(request)


def check_composite_alarm(request: Mapping[str, Any], store: CloudWatchStore, account_id: str) -> None:
    """Raise AWS's error for a rule that can't be read or names alarms that don't exist."""
    try:
        named = composite.alarms_of(composite.parse(request["AlarmRule"]))
    except composite.RuleError as error:
        raise ValidationException(f"AlarmRule is not valid: {error}") from error
    unknown = [name for name in named if find(store, name) is None]
    if unknown:
        raise ValidationException(
            f"Could not save the composite alarm as alarms [{', '.join(unknown)}] in the alarm rule do not exist"
        )
    if request.get("ActionsSuppressor"):
        divergences.touch(
            "cloudwatch-actions-suppressor",
            f"ActionsSuppressor of {request['AlarmName']} is kept, not obeyed",
            account_id,
        )


def _check_comparison(request: Mapping[str, Any]) -> None:
    comparison = request["ComparisonOperator"]
    if request.get("ThresholdMetricId") or comparison not in COMPARISONS:
        raise ValidationException(
            f"ComparisonOperator {comparison} with an anomaly detection band is not supported by this emulator. "
            f"Supported values are [{', '.join(COMPARISONS)}]."
        )
    if request.get("Threshold") is None:
        raise ValidationException("The parameter Threshold is required for alarms based on static thresholds.")


def _check_counts(request: Mapping[str, Any]) -> None:
    periods, needed = request["EvaluationPeriods"], request.get("DatapointsToAlarm")
    if periods < 1:
        raise ValidationException("EvaluationPeriods must be greater than or equal to 1")
    if needed is not None and not 1 <= needed <= periods:
        raise ValidationException("DatapointsToAlarm must be between 1 and EvaluationPeriods")


def _check_missing_data(request: Mapping[str, Any]) -> None:
    missing = request.get("TreatMissingData", "missing")
    if missing not in MISSING_DATA:
        raise ValidationException(
            f"The value {missing} is not supported for TreatMissingData parameter. "
            f"Supported values are [{', '.join(MISSING_DATA)}]."
        )
    low = request.get("EvaluateLowSampleCountPercentile")
    if low and low not in ("evaluate", "ignore"):
        raise ValidationException(
            f"Option {low} is not supported. "
            "Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and ignore."
        )


def _check_single(request: Mapping[str, Any]) -> None:
    if not request.get("MetricName") or not request.get("Period"):
        raise ValidationException("MetricName and Period are required unless Metrics is given")
    statistic, extended = request.get("Statistic"), request.get("ExtendedStatistic")
    if bool(statistic) == bool(extended):
        raise InvalidParameterCombinationException("Exactly one of Statistic and ExtendedStatistic must be given.")
    if statistic and statistic not in SIMPLE:
        raise ValidationException(
            f"Value '{statistic}' at 'statistic' failed to satisfy constraint: "
            "Member must satisfy enum value set: [Maximum, SampleCount, Sum, Minimum, Average]"
        )
    if extended and not is_statistic(extended):
        raise InvalidParameterValueException(f"The value {extended} for parameter ExtendedStatistic is not supported.")
    _check_period(request["Period"], request["EvaluationPeriods"])


def _check_period(period_s: int, periods: int) -> None:
    if period_s not in SHORT_PERIODS_S and (period_s < 60 or period_s % 60):
        raise ValidationException("Period must be 10, 20, 30 or a multiple of 60")
    longest = 604800 if period_s >= 3600 else 86400
    if period_s * periods > longest:
        raise ValidationException(
            f"Metrics cannot be checked across more than {'a week' if longest > 86400 else 'a day'} "
            f"(EvaluationPeriods * Period must be <= {longest})."
        )


def _check_queries(request: Mapping[str, Any]) -> None:
    metrics = request["Metrics"]
    returned = [one["Id"] for one in metrics if one.get("ReturnData", True)]
    if len(returned) != 1:
        raise ValidationException("Exactly one element of the metrics list should return data.")
    periods: set[int] = set()
    known = {one["Id"] for one in metrics}
    for one in metrics:
        periods |= _check_query(one, known)
    if len(periods) != 1:
        raise ValidationException("All metrics of an alarm must use the same period.")
    if len(metrics) > MAX_QUERIES:
        raise ValidationException(f"An alarm can have at most {MAX_QUERIES} metrics.")
    _check_period(periods.pop(), request["EvaluationPeriods"])


def _check_query(one: Mapping[str, Any], known: set[str]) -> set[int]:
    if stat := one.get("MetricStat"):
        if not is_statistic(stat["Stat"]):
            raise ValidationException(f"The value {stat['Stat']} for parameter Stat is not supported.")
        return {stat["Period"]}
    try:
        unknown = set(Expression.parse(one.get("Expression") or "").ids) - known
    except ExpressionError as error:
        raise ValidationException(f"Error in expression '{one['Id']}': {error}") from error
    if unknown:
        raise ValidationException(f"Error in expression '{one['Id']}': Unknown identifier {sorted(unknown)[0]}")
    return {one["Period"]} if one.get("Period") else set()
