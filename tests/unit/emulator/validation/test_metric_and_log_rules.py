"""What CloudWatch and Logs refuse beyond their models: API reference of PutMetricData, PutMetricAlarm, PutLogEvents."""

from typing import Any

import pytest

from emulator.cloudwatch.ages import is_in_time
from emulator.cloudwatch.metric_of import is_for
from emulator.logs.ages import rejected
from emulator.validation.rules import RULES

DATUM = "MetricData.member.1"


def refused(service: str, operation: str, request: dict[str, Any]) -> tuple[str, str]:
    found = RULES[service][operation](request, {})
    return ("", "") if found is None else (found.code, found.message)


@pytest.mark.parametrize(
    ("datum", "code", "message"),
    [
        ({"Value": 1.0}, "", ""),
        ({"Values": [1.0, 2.0], "Counts": [1.0, 3.0], "StorageResolution": 1}, "", ""),
        ({}, "MissingParameter", f"The parameter {DATUM}.Value is required."),
        (
            {"Value": 1.0, "Values": [1.0]},
            "InvalidParameterCombination",
            f"The parameters {DATUM}.Value and {DATUM}.Values are mutually exclusive and you have specified both.",
        ),
        (
            {"Value": float("nan")},
            "InvalidParameterValue",
            f"The value NaN for parameter {DATUM}.Value is invalid.",
        ),
        (
            {"Values": [1.0, float("-inf")]},
            "InvalidParameterValue",
            f"The value -Infinity for parameter {DATUM}.Values.member.2 is invalid.",
        ),
        (
            {"StatisticValues": {"Sum": 1e300}},
            "InvalidParameterValue",
            f"The value 1e+300 for parameter {DATUM}.StatisticValues.Sum is invalid.",
        ),
        (
            {"Value": 1.0, "StorageResolution": 5},
            "InvalidParameterValue",
            f"The value 5 for parameter {DATUM}.StorageResolution is invalid.",
        ),
        (
            {"Values": [1.0], "Counts": [1.0, 2.0]},
            "InvalidParameterValue",
            f"The parameters {DATUM}.Values and {DATUM}.Counts must be of the same size.",
        ),
    ],
)
def test_a_datum(datum: dict[str, Any], code: str, message: str) -> None:
    assert refused("cloudwatch", "PutMetricData", {"MetricData": [datum]}) == (code, message)


def test_an_action_is_an_arn() -> None:
    arn = "arn:aws:sns:us-east-1:000000000000:t"
    assert refused("cloudwatch", "PutMetricAlarm", {"AlarmActions": [arn]}) == ("", "")
    wrong = ("ValidationError", "Invalid arn syntax: topic")
    assert refused("cloudwatch", "PutMetricAlarm", {"AlarmActions": [arn], "OKActions": ["topic"]}) == wrong


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ([(0, "a"), (86_400_000, "b")], ""),
        (
            [(0, "a"), (86_400_001, "b")],
            "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
        ),
        ([(1, "a"), (0, "b")], "Log events in a single PutLogEvents request must be in chronological order."),
        ([(0, "ü" * 524_276)], "Upload too large: 1048578 bytes exceeds limit of 1048576"),
        ([(0, "ü" * 524_275)], ""),
    ],
)
def test_a_batch_of_events(events: list[tuple[int, str]], message: str) -> None:
    request = {"logEvents": [{"timestamp": time, "message": text} for time, text in events]}
    code = "InvalidParameterException" if message else ""
    assert refused("logs", "PutLogEvents", request) == (code, message)


def test_a_retention_is_one_of_those_that_there_are() -> None:
    assert refused("logs", "PutRetentionPolicy", {"retentionInDays": 7}) == ("", "")
    code, message = refused("logs", "PutRetentionPolicy", {"retentionInDays": 2})
    assert code == "InvalidParameterException"
    assert message.startswith("1 validation error detected: Value '2' at 'retentionInDays' failed to satisfy")


def test_what_is_rejected_of_a_batch() -> None:
    day, now = 86_400_000, 100 * 86_400_000
    assert rejected([now - 15 * day, now - 14 * day - 1, now, now + 7_200_001], now) == {
        "tooOldLogEventEndIndex": 2,
        "tooNewLogEventStartIndex": 3,
    }
    assert rejected([now - 14 * day, now, now + 7_200_000], now) == {}


@pytest.mark.parametrize(
    ("time_s", "taken"), [(0, True), (7_200, True), (7_201, False), (-1_209_600, True), (-1_209_601, False)]
)
def test_how_old_a_datum_may_be(time_s: int, taken: bool) -> None:
    assert is_in_time(time_s, 0) is taken


def test_either_clock_will_do() -> None:
    assert is_in_time(0, 30 * 86_400, 0)


def test_alarms_of_a_metric() -> None:
    both = [{"Name": "a", "Value": "1"}, {"Name": "b", "Value": "2"}]
    alarm = {"MetricName": "m", "Namespace": "n", "Dimensions": both, "Period": 60}
    asked = {"MetricName": "m", "Namespace": "n"}
    assert is_for(alarm, {**asked, "Dimensions": both[::-1]})
    assert not is_for(alarm, asked)
    assert not is_for(alarm, {**asked, "Dimensions": both[:1]})
    assert not is_for(alarm, {**asked, "Dimensions": both, "Period": 300})
    assert is_for({**alarm, "Dimensions": []}, asked)
