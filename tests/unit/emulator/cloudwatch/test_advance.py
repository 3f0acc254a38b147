"""A long advance comes to the same as one that evaluates at every boundary, with a fraction of the work."""

import math
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.cloudwatch.advance import go, next_stop
from emulator.cloudwatch.alarm import Alarm
from emulator.cloudwatch.datapoints import Reader
from emulator.cloudwatch.judging import judge
from emulator.cloudwatch.rules import State
from emulator.cloudwatch.stillness import looks_at_depths, still_until_s
from tests.unit.emulator.cloudwatch.metric_file import create_tables, put_value

START_S = 1_795_222_800.0
HOUR_S, DAY_S = 3600, 86_400
SPAN_S = 2 * HOUR_S
METRIC = {"Namespace": "N", "MetricName": "m"}
STATES: tuple[State, ...] = ("OK", "ALARM", "INSUFFICIENT_DATA")
REQUEST: dict[str, Any] = {
    **METRIC, "Statistic": "Maximum", "Period": 60, "EvaluationPeriods": 1, "Threshold": 20,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "ignore",
}  # fmt: skip
EXPRESSIONS = ("m * 2", "FILL(m, 0)", "FILL(m, 30)", "RUNNING_SUM(m)", f"IF(EPOCH(m) > {START_S + HOUR_S}, 30, 0)")


@dataclass
class World:
    """Alarms over a file of metrics; what they did is in `changes`, `measured` and `evaluations`.

    An alarm that changes its state leaves a datapoint `echo_s` later, as an action may.
    """

    connection: sqlite3.Connection
    alarms: list[Alarm]
    states: list[State]
    passes_over: bool
    echo_s: int | None = None
    changes: list[tuple[float, int, State]] = field(default_factory=list)
    measured: list[float] = field(default_factory=list)
    evaluations: int = 0

    def cadences(self) -> Collection[int]:
        return {alarm.cadence_s for alarm in self.alarms}

    def still_until_s(self, now_s: float) -> float:
        if not self.passes_over:
            return now_s
        reader = Reader(self.connection)
        stays = [still_until_s(reader, *one, now_s) for one in zip(self.alarms, self.states, strict=True)]
        return min(stays, default=math.inf)

    def evaluate(self, boundaries: Mapping[int, float]) -> None:
        self.evaluations += 1
        for number, alarm in enumerate(self.alarms):
            if alarm.cadence_s in boundaries:
                self._evaluate(number, alarm, boundaries[alarm.cadence_s])

    def _evaluate(self, number: int, alarm: Alarm, boundary_s: float) -> None:
        judged = judge(Reader(self.connection), alarm, self.states[number], boundary_s)
        if judged and judged.verdict.state != self.states[number]:
            self.states[number] = judged.verdict.state
            self.changes.append((boundary_s, number, judged.verdict.state))
            if self.echo_s is not None:
                put_value(self.connection, boundary_s + self.echo_s, 25)

    def measure(self, minute_end_s: float) -> None:
        self.measured.append(minute_end_s)


def expression(text: str) -> dict[str, Any]:
    stat = {"Metric": METRIC, "Period": 60, "Stat": "Maximum"}
    queries = [{"Id": "e", "Expression": text}, {"Id": "m", "MetricStat": stat, "ReturnData": False}]
    return {key: value for key, value in REQUEST.items() if key not in (*METRIC, "Statistic", "Period")} | {
        "Metrics": queries
    }


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    """Parameters of PutMetricAlarm, of every cadence."""
    base = draw(st.sampled_from([REQUEST, *map(expression, EXPRESSIONS)]))
    periods = draw(st.integers(1, 3))
    changed: dict[str, Any] = {
        "EvaluationPeriods": periods,
        "DatapointsToAlarm": draw(st.integers(1, periods)),
        "TreatMissingData": draw(st.sampled_from(["missing", "ignore", "breaching", "notBreaching"])),
        "ComparisonOperator": draw(st.sampled_from(["GreaterThanOrEqualToThreshold", "LessThanThreshold"])),
    }
    if base is REQUEST:
        changed["Period"] = draw(st.sampled_from([10, 30, 60, 300]))
        if draw(st.booleans()):
            changed |= {"Statistic": None, "ExtendedStatistic": "p99", "EvaluateLowSampleCountPercentile": "ignore"}
        if draw(st.integers(0, 9)) == 0:
            changed |= {"Period": HOUR_S, "EvaluationPeriods": 25, "DatapointsToAlarm": 1}
    return {**base, **changed}


@contextmanager
def world(asked: list[dict[str, Any]], data: list[tuple[int, float]], **settings: Any) -> Iterator[World]:
    with closing(sqlite3.connect(":memory:")) as connection:
        create_tables(connection)
        for after_s, value in data:
            put_value(connection, int(START_S) + after_s, value)
        yield World(connection, [Alarm.of("1", "r", one) for one in asked], **settings)


@given(
    st.lists(st.tuples(requests(), st.sampled_from(STATES)), max_size=3),
    st.lists(st.tuples(st.integers(-HOUR_S, SPAN_S), st.sampled_from([5.0, 25.0])), max_size=4),
    st.integers(0, 59),
    st.integers(0, SPAN_S),
    st.sampled_from([None, 0, 45, 1000]),
)
def test_passing_over_what_is_still_changes_nothing(
    alarms: list[tuple[dict[str, Any], State]],
    data: list[tuple[int, float]],
    after_s: int,
    measured_after_s: int,
    echo_s: int | None,
) -> None:
    seen = []
    for passes_over in (False, True):
        states = [state for _, state in alarms]
        settings = {"states": states, "passes_over": passes_over, "echo_s": echo_s}
        with world([request for request, _ in alarms], data, **settings) as one:
            stops = [START_S + after_s]
            for target_s in (START_S + SPAN_S / 3, START_S + SPAN_S):
                go(one, stops[-1], target_s, START_S + measured_after_s, stops.append)
            assert stops == sorted(stops)
            assert stops[-1] == START_S + SPAN_S
            seen.append((one.changes, one.states, one.measured))
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("request_", "state", "most"),
    [
        (REQUEST, "OK", 5),
        ({**REQUEST, "Period": 10}, "ALARM", 10),
        ({**REQUEST, "TreatMissingData": "missing"}, "OK", 6),
        (expression("FILL(m, 0)"), "INSUFFICIENT_DATA", 6),
    ],
)
def test_a_week_with_one_datapoint_costs_few_evaluations(request_: dict[str, Any], state: State, most: int) -> None:
    with world([request_], [(3 * DAY_S, 25.0)], states=[state], passes_over=True) as one:
        go(one, START_S, START_S + 7 * DAY_S, START_S + 7 * DAY_S, lambda _: None)
        assert 1 <= one.evaluations <= most


def test_alarms_on_depths_of_queues_are_evaluated_every_minute_for_these_are_measured_on_the_way() -> None:
    depth = {**REQUEST, "Namespace": "AWS/SQS", "MetricName": "ApproximateNumberOfMessagesVisible"}
    with world([depth], [], states=["OK"], passes_over=True) as one:
        assert looks_at_depths(one.alarms[0])
        go(one, START_S, START_S + HOUR_S, START_S, lambda _: None)
        assert one.evaluations == 60
        assert len(one.measured) == 60


@pytest.mark.parametrize(
    ("still_s", "measured_s", "stop_s"),
    [
        (0, math.inf, 10),
        (25, math.inf, 30),
        (30, math.inf, 40),
        (math.inf, 0, 60),
        (math.inf, 600, 660),
        (300, 120, 180),
        (math.inf, math.inf, math.inf),
    ],
)
def test_the_next_stop_is_where_there_is_something_to_evaluate_or_to_measure(
    still_s: float, measured_s: float, stop_s: float
) -> None:
    assert next_stop(0, still_s, measured_s, {10}) == stop_s
