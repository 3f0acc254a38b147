"""An alarm is judged over what a reader has, and says what its change rests on."""

from typing import Any, cast

import pytest

from emulator.cloudwatch.alarm import Alarm
from emulator.cloudwatch.datapoints import Metric, Reader
from emulator.cloudwatch.judging import judge, reasons
from emulator.cloudwatch.rules import Datapoint

BOUNDARY_S = 6000.0
REQUEST: dict[str, Any] = {
    "MetricName": "Errors", "Namespace": "App", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1,
    "Threshold": 3, "ComparisonOperator": "GreaterThanThreshold", "Unit": "Count",
}  # fmt: skip


class Recorded:
    """Stands for the reader: the latest datapoint, and of which resolution it is."""

    def __init__(self, value: float | None, standard: bool = True, samples: float = 1) -> None:
        self.value, self.standard, self.samples = value, standard, samples

    def series(
        self, metric: Metric, statistic: str, period_s: int, start_s: float, periods: int
    ) -> list[Datapoint | None]:
        last_s = start_s + (periods - 1) * period_s
        latest = None if self.value is None else Datapoint(last_s, self.value, self.samples)
        return [*[None] * (periods - 1), latest]

    def has_standard_resolution(self, metric: Metric, start_s: float, end_s: float) -> bool:
        return self.standard


def judged(reader: Recorded, **changes: Any) -> tuple[str, bool] | None:
    alarm = Alarm.of("111111111111", "us-east-1", {**REQUEST, **changes})
    found = judge(cast(Reader, reader), alarm, "OK", BOUNDARY_S)
    return (found.verdict.state, found.sees_more_than_on_aws) if found else None


@pytest.mark.parametrize(("value", "state"), [(4.0, "ALARM"), (3.0, "OK"), (None, "INSUFFICIENT_DATA")])
def test_the_state_follows_from_the_windows(value: float | None, state: str) -> None:
    assert judged(Recorded(value)) == (state, False)


@pytest.mark.parametrize(
    ("period_s", "value", "standard", "more"),
    [(10, 1.0, True, True), (10, 1.0, False, False), (10, None, True, False), (60, 1.0, True, False)],
)
def test_a_short_period_over_standard_data_sees_more_than_on_aws(
    period_s: int, value: float | None, standard: bool, more: bool
) -> None:
    found = judged(Recorded(value, standard), Period=period_s)
    assert found
    assert found[1] is more


def test_a_percentile_of_too_few_samples_is_not_judged_where_its_state_must_stay() -> None:
    settings = {"Statistic": None, "ExtendedStatistic": "p99", "EvaluateLowSampleCountPercentile": "ignore"}
    assert judged(Recorded(9.0), **settings) is None
    assert judged(Recorded(9.0, samples=5000), **settings) == ("ALARM", False)


def test_a_change_says_what_it_rests_on() -> None:
    alarm = Alarm.of("111111111111", "us-east-1", REQUEST)
    found = judge(cast(Reader, Recorded(4.0)), alarm, "OK", BOUNDARY_S)
    assert found
    text, data = reasons(alarm, found.verdict, BOUNDARY_S, REQUEST, BOUNDARY_S + 1)
    assert text.startswith("Threshold Crossed: 1 ")
    assert (data["period"], data["statistic"], data["unit"], data["threshold"]) == (60, "Sum", "Count", 3.0)
    assert data["recentDatapoints"] == [4.0]
