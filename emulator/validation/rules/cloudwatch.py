"""What CloudWatch refuses. API reference: MetricDatum, PutMetricData, PutMetricAlarm, GetMetricStatistics.

AWS documents no texts for these; they are as its users report them.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from emulator.validation.refusal import Refusal

LARGEST = 2.0**360
RESOLUTIONS = (1, 60)
MOST_VALUES = 150
MOST_DATA = 1_000
SHORT_PERIODS_S = (1, 5, 10, 20, 30)
ACTIONS = ("OKActions", "AlarmActions", "InsufficientDataActions")
INVALID, COMBINATION, MISSING = "InvalidParameterValue", "InvalidParameterCombination", "MissingParameter"
Request = Mapping[str, Any]


def put_metric_data(request: Request, _: Mapping[str, str]) -> Refusal | None:
    """PutMetricData: every datum has one kind of value, none of them out of range."""
    data = request.get("MetricData") or ()
    if len(data) > MOST_DATA:
        return Refusal(INVALID, f"The collection MetricData must not have a size greater than {MOST_DATA}.")
    for index, datum in enumerate(data, start=1):
        refused = _datum(datum, f"MetricData.member.{index}")
        if refused is not None:
            return refused
    return None


def get_metric_statistics(request: Request, _: Mapping[str, str]) -> Refusal | None:
    """GetMetricStatistics: some statistic, and a period that there is."""
    if not request.get("Statistics") and not request.get("ExtendedStatistics"):
        return Refusal(MISSING, "At least one of the parameters Statistics and ExtendedStatistics must be specified.")
    period_s = request["Period"]
    if period_s not in SHORT_PERIODS_S and period_s % 60:
        return Refusal(INVALID, "The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.")
    return None


def _datum(datum: Request, at: str) -> Refusal | None:
    kinds = [name for name in ("Value", "StatisticValues", "Values") if datum.get(name) is not None]
    if not kinds:
        return Refusal(MISSING, f"The parameter {at}.Value is required.")
    if len(kinds) > 1:
        return Refusal(
            COMBINATION,
            f"The parameters {at}.{kinds[0]} and {at}.{kinds[1]} are mutually exclusive and you have specified both.",
        )
    refused = _counts(datum, at)
    if refused is not None:
        return refused
    wrong = [(name, number) for name, number in _numbers(datum) if not abs(number) <= LARGEST]
    resolution = datum.get("StorageResolution")
    if resolution is not None and resolution not in RESOLUTIONS:
        wrong.append(("StorageResolution", resolution))
    if not wrong:
        return None
    return Refusal(INVALID, f"The value {_shown(wrong[0][1])} for parameter {at}.{wrong[0][0]} is invalid.")


def _counts(datum: Request, at: str) -> Refusal | None:
    values, counts = datum.get("Values"), datum.get("Counts")
    if counts is not None and (values is None or len(values) != len(counts)):
        return Refusal(INVALID, f"The parameters {at}.Values and {at}.Counts must be of the same size.")
    if values is not None and not 1 <= len(values) <= MOST_VALUES:
        return Refusal(INVALID, f"The parameter {at}.Values must have 1 to {MOST_VALUES} values.")
    return None


def _numbers(datum: Request) -> Iterator[tuple[str, float]]:
    if datum.get("Value") is not None:
        yield "Value", datum["Value"]
    for name in ("Values", "Counts"):
        for index, number in enumerate(datum.get(name) or (), start=1):
            yield f"{name}.member.{index}", number
    for name, number in (datum.get("StatisticValues") or {}).items():
        yield f"StatisticValues.{name}", number


def _shown(number: float) -> str:
    if math.isnan(number):
        return "NaN"
    return str(number) if math.isfinite(number) else ("Infinity" if number > 0 else "-Infinity")


def put_alarm(request: Request, _: Mapping[str, str]) -> Refusal | None:
    """PutMetricAlarm and PutCompositeAlarm: an action is an ARN."""
    for action in (action for name in ACTIONS for action in request.get(name) or ()):
        if not action.startswith("arn:") or action.count(":") < 5:
            return Refusal("ValidationError", f"Invalid arn syntax: {action}")
    return None


RULES = {
    "GetMetricStatistics": get_metric_statistics,
    "PutMetricData": put_metric_data,
    **dict.fromkeys(("PutMetricAlarm", "PutCompositeAlarm"), put_alarm),
}
