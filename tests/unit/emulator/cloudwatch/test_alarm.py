"""An alarm is read from the parameters of PutMetricAlarm, and reads its datapoints by them."""

from typing import Any, cast

import pytest

from emulator.cloudwatch.alarm import Alarm
from emulator.cloudwatch.datapoints import Metric, Reader
from emulator.cloudwatch.rules import Datapoint

ACCOUNT, REGION = "111111111111", "us-east-1"
REQUEST: dict[str, Any] = {
    "MetricName": "Errors", "Namespace": "App", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 2,
    "Threshold": 3, "ComparisonOperator": "GreaterThanThreshold",
}  # fmt: skip


class Series:
    """Stands for the reader: a series for each metric's name, and what was asked for."""

    def __init__(self, **values: list[float | None]) -> None:
        self.values = values
        self.asked: list[tuple[Metric, str, int, float, int]] = []

    def series(
        self, metric: Metric, statistic: str, period_s: int, start_s: float, periods: int
    ) -> list[Datapoint | None]:
        self.asked.append((metric, statistic, period_s, start_s, periods))
        padded = [*[None] * periods, *self.values[metric.name]][-periods:]
        return [None if value is None else Datapoint(start_s + n * period_s, value) for n, value in enumerate(padded)]


def alarm(**changes: Any) -> Alarm:
    return Alarm.of(ACCOUNT, REGION, {**REQUEST, **changes})


def of_math(*metrics: dict[str, Any], **changes: Any) -> Alarm:
    request = {name: value for name, value in REQUEST.items() if name not in ("MetricName", "Namespace", "Statistic")}
    return Alarm.of(ACCOUNT, REGION, {**request, "Metrics": list(metrics), **changes})


def stat(name: str, metric: str, period_s: int = 60, **more: Any) -> dict[str, Any]:
    asked = {"Metric": {"Namespace": "App", "MetricName": metric}, "Stat": "Sum", "Period": period_s}
    return {"Id": name, "MetricStat": asked, **more}


def values(alarm: Alarm, reader: Series, boundary_s: float) -> list[float | None]:
    points = alarm.points(cast(Reader, reader), boundary_s)
    return [None if point is None else point.value for point in points]


def test_datapoints_to_alarm_are_all_periods_unless_it_says_otherwise() -> None:
    assert alarm().settings.datapoints_to_alarm == 2
    assert alarm(DatapointsToAlarm=1).settings.datapoints_to_alarm == 1
    assert (alarm().settings.threshold, alarm().settings.comparison) == (3.0, "GreaterThanThreshold")


@pytest.mark.parametrize(
    ("namespace", "asked", "treated"),
    [
        ("App", None, "missing"),
        ("App", "breaching", "breaching"),
        ("AWS/DynamoDB", "breaching", "ignore"),
        ("AWS/DynamoDB", None, "ignore"),
    ],
)
def test_alarms_on_dynamodb_ignore_missing_data_whatever_they_were_told(
    namespace: str, asked: str | None, treated: str
) -> None:
    assert alarm(Namespace=namespace, TreatMissingData=asked).settings.missing_data == treated


def test_it_reads_its_evaluation_range_up_to_the_boundary() -> None:
    reader, made = Series(Errors=[1.0, None, 5.0]), alarm(Dimensions=[{"Name": "b", "Value": "2"}], Unit="Count")
    seen = values(made, reader, 6000.0)
    periods = made.settings.evaluation_range
    assert seen[-3:] == [1.0, None, 5.0]
    assert made.start_s(6000.0) == 6000.0 - 60 * periods
    metric = Metric(ACCOUNT, REGION, "App", "Errors", (("b", "2"),), "Count")
    assert reader.asked == [(metric, "Sum", 60, made.start_s(6000.0), periods)]


def test_an_extended_statistic_is_a_statistic() -> None:
    reader = Series(Errors=[1.0])
    values(alarm(Statistic=None, ExtendedStatistic="p99"), reader, 600.0)
    assert [asked[1] for asked in reader.asked] == ["p99"]


def test_the_query_that_returns_data_is_compared_and_the_longest_period_counts() -> None:
    made = of_math(
        stat("errors", "Errors", ReturnData=False),
        stat("calls", "Calls", period_s=300, ReturnData=False),
        {"Id": "rate", "Expression": "errors / calls", "ReturnData": True},
    )
    assert (made.returned, made.period_s) == ("rate", 300)
    assert values(made, Series(Errors=[1.0, 2.0], Calls=[4.0, None]), 6000.0)[-2:] == [0.25, None]


def test_an_expression_has_a_period_of_its_own() -> None:
    assert of_math(stat("m", "Errors", ReturnData=False), {"Id": "e", "Expression": "m", "Period": 120}).period_s == 120
    assert of_math({"Id": "e", "Expression": "1 + 1"}).period_s == 60


def test_of_queries_that_all_return_nothing_the_first_is_compared() -> None:
    made = of_math(stat("a", "Errors", ReturnData=False), stat("b", "Calls", ReturnData=False))
    assert made.returned == "a"
    assert values(made, Series(Errors=[7.0]), 600.0)[-1] == 7.0


@pytest.mark.parametrize(
    ("changes", "counts", "waits"),
    [
        ({"ExtendedStatistic": "p99", "EvaluateLowSampleCountPercentile": "ignore"}, (1, 1), True),
        ({"ExtendedStatistic": "p99", "EvaluateLowSampleCountPercentile": "ignore"}, (900, 900), False),
        ({"ExtendedStatistic": "p99"}, (1, 1), False),
        ({"ExtendedStatistic": "p99", "EvaluateLowSampleCountPercentile": "ignore"}, (), False),
        ({"Statistic": "Sum", "EvaluateLowSampleCountPercentile": "ignore"}, (1, 1), False),
    ],
)
def test_a_percentile_of_too_few_samples_keeps_the_state_where_the_alarm_says_so(
    changes: dict[str, Any], counts: tuple[int, ...], waits: bool
) -> None:
    points: list[Datapoint | None] = [None, *(Datapoint(60.0 * n, 1.0, count) for n, count in enumerate(counts))]
    assert alarm(**{"Statistic": None, **changes}).waits_for_samples(points) is waits


def test_an_expression_waits_for_no_samples() -> None:
    made = of_math({"Id": "e", "Expression": "1"}, EvaluateLowSampleCountPercentile="ignore")
    assert made.waits_for_samples([Datapoint(0.0, 1.0, 1)]) is False


def test_its_cadence_follows_its_windows() -> None:
    assert alarm().cadence_s == 60
    assert alarm(Period=10).cadence_s == 10
