"""Which alarms DescribeAlarms returns."""

from typing import Any

import pytest

from emulator.cloudwatch.listing import children, matching, parents


def alarm(name: str, state: str = "OK", **more: Any) -> dict[str, Any]:
    return {"AlarmName": name, "AlarmArn": f"arn:{name}", "StateValue": state, "AlarmActions": [], **more}


ALARMS = [
    alarm("b-one", "ALARM", AlarmActions=["arn:aws:sns:t"]),
    alarm("a-two", OKActions=["arn:aws:lambda:f"]),
    alarm("b-two"),
    alarm("both", "ALARM", AlarmRule='ALARM(b-one) OR ALARM("arn:a-two")'),
    alarm("above", AlarmRule="ALARM(both)"),
]


def names(alarms: Any) -> list[str]:
    return [one["AlarmName"] for one in alarms]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["a-two", "b-one", "b-two"]),
        ({"types": ["CompositeAlarm"]}, ["above", "both"]),
        ({"types": ["CompositeAlarm", "MetricAlarm"], "state": "ALARM"}, ["b-one", "both"]),
        ({"prefix": "b-"}, ["b-one", "b-two"]),
        ({"prefix": "b-", "state": "OK"}, ["b-two"]),
        ({"names": ["b-two", "nobody", "both"]}, ["b-two"]),
        ({"action_prefix": "arn:aws:lambda"}, ["a-two"]),
    ],
)
def test_filters(asked: dict[str, Any], expected: list[str]) -> None:
    assert names(matching(ALARMS, **asked)) == expected


def test_relatives() -> None:
    assert names(children(ALARMS, "both")) == ["b-one", "a-two"]
    assert names(parents(ALARMS, "a-two")) == ["both"]
    assert names(parents(ALARMS, "both")) == ["above"]
    assert names(children(ALARMS, "b-one")) == []
