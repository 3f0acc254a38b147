"""Windows as they are watched, read back and told."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.checks.windows import in_words, window_numbered, windows_of
from harness.diagnosis.link import Chain
from harness.probes.alarm import AlarmProbe
from harness.probes.function_logs import FunctionLogs
from harness.probes.metric import MetricProbe
from harness.run.context import RunContext
from harness.run.timeline import Kind, Timeline
from harness.run.verdict import CannotJudge
from harness.run.window_watch import WindowWatch, plain
from harness.systems.missing_data.checks import PUBLISHED, ranges_of
from harness.systems.missing_data.scenarios.missing_data import CHAPTERS, table_of
from harness.waits.conditions import LogShows, WindowStarts
from harness.waits.waiter import WaitGaveUp
from tests.unit.harness.fakes import FakeClock
from tests.unit.harness.lessons import golden


@dataclass(frozen=True)
class HeldMetric(MetricProbe):
    """A metric that holds a value in the windows of these starts."""

    held: dict[float, float] = field(default_factory=dict)

    def value(self, start_s: float, period_s: int) -> float | None:
        return self.held.get(start_s)


@dataclass(frozen=True)
class ToldAlarm(AlarmProbe):
    """An alarm in one state."""

    told: str = "OK"

    def state(self) -> str:
        return self.told


@dataclass(frozen=True)
class ToldLogs(FunctionLogs):
    """A log of these lines."""

    told: tuple[str, ...] = ()

    def lines(self) -> list[tuple[int, str]]:
        return list(enumerate(self.told))


def nobody() -> Clients:
    return Clients(Endpoint("http://127.0.0.1:1"))


def context(clock: FakeClock) -> RunContext:
    return RunContext(nobody(), clock, Timeline(), {}, 60, 1.0, lambda now_s: Chain())


def test_windows_are_counted_from_the_first_and_say_what_they_held() -> None:
    clock = FakeClock(time_s=1030)
    metric = HeldMetric(nobody(), "N", "M", "Maximum", held={1080: 46.0, 1200: 2.5})
    watch = WindowWatch.from_a_fresh_window(context(clock), {"maximum": metric}, {"alarm": ToldAlarm(nobody(), "a")})
    assert clock.time_s == 1090
    entries = [watch.pass_one() for _ in range(3)]
    assert [entry.facts for entry in entries] == [
        {"number": number, "saw": {"maximum": value}, "states": {"alarm": "OK"}}
        for number, value in ((1, 46), (2, None), (3, 2.5))
    ]
    assert [entry.kind for entry in watch.context.timeline] == [Kind.WAIT, *[Kind.OBSERVED] * 3]


def test_a_window_that_does_not_pass_is_given_up_by_name() -> None:
    clock = FakeClock(period_s=0.0)
    watch = WindowWatch(context(clock), {}, {})
    clock.real, watch.context.period_s = False, 60
    with pytest.raises(WaitGaveUp, match="waited for a window of 60 s starts"):
        watch.context.sit_out(WindowStarts(clock.now_s, 60))
    assert [entry.facts["met"] for entry in watch.context.timeline] == [False]


@pytest.mark.parametrize(("now_s", "settled_s", "met"), [(59, 0, False), (60, 0, True), (64, 5, False), (65, 5, True)])
def test_a_window_is_as_old_as_asked(now_s: float, settled_s: float, met: bool) -> None:
    times = [0.0]
    condition = WindowStarts(lambda: times[0], 60, settled_s)
    times[0] = now_s
    assert condition.evaluate().met is met


@pytest.mark.parametrize(("value", "expected"), [(46.0, 46), (2.5, 2.5), (None, None)])
def test_bytes_read_as_whole_numbers(value: float | None, expected: float | None) -> None:
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


def test_numbers_of_a_log_are_those_a_metric_filter_takes() -> None:
    told = ("START", '{"size_delta": 12}', '{"size_delta": null}', '{"size_delta": true}', '["size_delta"]', "{")
    logs = ToldLogs(nobody(), "f", (*told, '{"size_delta": -12, "a": 1}'))
    assert logs.numbers("size_delta") == [12, -12]
    assert LogShows(logs, "size_delta", (12, -12)).evaluate().met
    assert not LogShows(logs, "size_delta", (12,)).evaluate().met
    seen = LogShows(logs, "total_size", (1,)).evaluate()
    assert (seen.met, seen.text) == (False, "total_size not logged")
    assert str(LogShows(logs, "size_delta", (12,))) == "f logged size_delta [12]"


def test_windows_are_read_back_up_to_an_entry() -> None:
    timeline = Timeline(golden("no-rearm"))
    assert [window.number for window in windows_of(timeline)] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [window.number for window in windows_of(timeline, before="alarm while stuck")] == [1, 2, 3, 4, 5, 6]
    assert window_numbered(timeline, 2).saw == {"maximum": 20}
    with pytest.raises(CannotJudge, match="window 9 was not recorded"):
        window_numbered(timeline, 9)
    with pytest.raises(CannotJudge, match="no window"):
        windows_of(Timeline())


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([20], "20"),
        ([20, None, None], "20, then no data 2 times"),
        ([None, 18, 18, 2.5], "no data, then 18 2 times, then 2.5"),
    ],
)
def test_values_in_words(values: list[float | None], words: str) -> None:
    assert in_words(values) == words


def test_the_chapters_of_missing_data_lead_to_the_rows_they_name() -> None:
    seen = "-" * 4
    for row, marks in CHAPTERS:
        seen += marks
        assert seen.endswith(row)
    assert {row for row, _ in CHAPTERS} == set(PUBLISHED)


def test_the_table_of_missing_data() -> None:
    timeline = Timeline(golden("missing-data"))
    windows = windows_of(timeline)
    assert ranges_of(windows)[:3] == ["-----", "----O", "---O-"]
    lines = table_of(timeline).splitlines()
    assert len(lines) == 2 + len(windows)
    assert lines[2] == "| 1 | - | `-----` | INSUFFICIENT_DATA | INSUFFICIENT_DATA | ALARM | OK | yes |"
    assert lines[3] == "| 2 | 10 | `----O` | OK | OK | OK | OK |  |"


def test_the_tempting_alarm_differs_in_metric_and_statistic_only() -> None:
    from bootstrap.stacks import STACKS, StackOptions
    from harness.systems.s3_cleanup.scenarios.delta_metric import delta_alarm

    stack = STACKS["s3-cleanup"](StackOptions(period_s=10))
    taken, misled = (cast(Any, each) for each in delta_alarm(stack))
    (right,) = (each for each in stack.resources if each.address.endswith("assignment4-total-size-alarm"))
    names = ("namespace", "threshold", "period_s", "evaluation_periods", "comparison", "missing_data")
    assert [getattr(misled, name) for name in names] == [getattr(right, name) for name in names]
    assert (misled.metric, misled.statistic, misled.actions) == ("SizeDelta", "Sum", ())
    assert (taken.group.name, taken.value) == ("/aws/lambda/assignment4-logging-lambda", "$.size_delta")
