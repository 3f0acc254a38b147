"""From events to datapoints, and from there to CloudWatch: counted, timed, gathered, nothing lost."""

import threading
from collections import Counter
from typing import Any

import pytest

from emulator.activity import tickets
from emulator.clock import clock_of
from emulator.logs.filter_store import MAX_WITH_REGEX, FilterStore, QuotaReached
from emulator.logs.measurement import measure
from emulator.logs.metric_filter import InvalidFilter, Metric, MetricFilter
from emulator.logs.publisher import Owner, Points, Publisher
from harness.run.clock import Deadline


def make(pattern: str, value: str = "1", name: str = "f", group: str = "g", **more: Any) -> MetricFilter:
    request = {
        "filterName": name,
        "logGroupName": group,
        "filterPattern": pattern,
        "metricTransformations": [{"metricNamespace": "N", "metricName": name, "metricValue": value, **more}],
    }
    return MetricFilter.of(request, created_ms=0)


def events(*messages: str, at_s: float = 120.0) -> list[dict[str, Any]]:
    return [{"timestamp": int(at_s * 1000), "message": message} for message in messages]


def real(time_s: float) -> float:
    return time_s


def test_values_are_gathered_by_metric_and_second() -> None:
    filters = [make("{ $.n = * }", "$.n", "size"), make("n", name="count")]
    found = [*events('{"n": 5}', '{"n": 5}', '{"n": 7.5}'), *events('{"n": 1}', "n", at_s=121.9)]
    assert measure(filters, found, real).points == {
        (Metric("N", "size"), 120): Counter({5.0: 2, 7.5: 1}),
        (Metric("N", "size"), 121): Counter({1.0: 1}),
        (Metric("N", "count"), 120): Counter({1.0: 3}),
        (Metric("N", "count"), 121): Counter({1.0: 2}),
    }


def test_the_time_is_cloudwatch_s() -> None:
    measured = measure([make("x", defaultValue=0.0)], events("x", "y"), lambda _: 600.0)
    assert [second for _, second in measured.points] == [600]
    assert [minute.start_s for minute in measured.minutes] == [600]


def test_dimensions_are_the_event_s_and_all_must_be_there() -> None:
    one = make("{ $.n = * && ($.a = * || $.b = *) }", "$.n", dimensions={"B": "$.b", "A": "$.a"})
    found = measure(
        [one], events('{"n": 1, "a": "x", "b": 2}', '{"n": 2, "a": "x"}', '{"n": 3, "a": "x", "b": ""}'), real
    )
    assert found.points == {(Metric("N", "f", None, (("A", "x"), ("B", "2"))), 120): Counter({1.0: 1})}


@pytest.mark.parametrize("text", ["many", "", "0x10", "1_000", "nan", "inf", "1e999", "--1", "1 2"])
def test_what_is_no_number_is_not_measured(text: str) -> None:
    found = measure([make("[size, ...]", "$size")], events(f'"{text}" x'), real)
    assert found.points == {}


@pytest.mark.parametrize(("text", "value"), [("5", 5.0), ("-1.5e2", -150.0), ("+0.25", 0.25)])
def test_what_is_a_number_is_measured(text: str, value: float) -> None:
    (values,) = measure([make("[size, ...]", "$size")], events(f"{text} x"), real).points.values()
    assert values == Counter({value: 1})


def test_a_minute_with_a_match_has_no_default() -> None:
    one = make("ERROR", defaultValue=0.0)
    measured = measure([one], [*events("fine", "ERROR"), *events("fine", at_s=180), *events("fine", at_s=181)], real)
    assert {minute.start_s: matched for minute, matched in measured.minutes.items()} == {120: True, 180: False}


class Recorder:
    """In CloudWatch's place."""

    def __init__(self) -> None:
        self.writes: list[tuple[Owner, Points]] = []
        self.gate = threading.Event()
        self.gate.set()

    def write(self, owner: Owner, points: Points) -> None:
        assert self.gate.wait(10)
        self.writes.append((owner, points))

    @property
    def found(self) -> list[tuple[str, int, dict[float, int]]]:
        return [(metric.name, at, dict(values)) for _, points in self.writes for (metric, at), values in points.items()]


def test_settling_publishes_all_that_waits_for_the_account_only() -> None:
    recorder = Recorder()
    recorder.gate.clear()
    publisher = Publisher(recorder.write)
    for account in ("111111111111", "222222222222"):
        publisher.add((account, "us-east-1"), measure([make("x")], events("x"), real))
    assert tickets.running("111111111111")[0] == {"metric-filter": {"us-east-1": 1}}
    recorder.gate.set()
    publisher.settle("111111111111", 0)
    assert ("111111111111", "us-east-1") in [owner for owner, _ in recorder.writes]
    assert tickets.running("111111111111")[0] == {}
    publisher.settle("222222222222", 0)
    assert recorder.found == [("f", 120, {1.0: 1})] * 2


def test_what_is_added_is_published_without_settling() -> None:
    recorder = Recorder()
    publisher = Publisher(recorder.write)
    deadline = Deadline.after(10)
    for _ in range(5):
        publisher.add(("333333333333", "r"), measure([make("x")], events("x"), real))
    while sum(values[1.0] for _, _, values in recorder.found) < 5:
        assert not deadline.passed
        deadline.nap(0.01)


def test_a_default_waits_for_the_end_of_its_minute_and_a_late_match_takes_it_back() -> None:
    recorder, account = Recorder(), "444444444444"
    clock_of(account).step(start_s=150.0)
    publisher = Publisher(recorder.write)
    quiet, late = make("ERROR", name="quiet", defaultValue=0.5), make("LATE", name="late", defaultValue=0.5)
    publisher.add((account, "r"), measure([quiet, late], events("fine"), real))
    publisher.settle(account, 179)
    assert recorder.found == []
    publisher.add((account, "r"), measure([quiet, late], events("LATE", at_s=179), real))
    publisher.settle(account, 180)
    publisher.settle(account, 240)
    assert sorted(recorder.found) == [("late", 179, {1.0: 1}), ("quiet", 120, {0.5: 1})]


def test_a_failure_to_publish_is_no_failure_to_log() -> None:
    def fail(*_: Any) -> None:
        raise OSError("CloudWatch is away")

    publisher = Publisher(fail)
    publisher.add(("666666666666", "r"), measure([make("x")], events("x"), real))
    publisher.settle("666666666666", 0)
    assert tickets.running("666666666666")[0] == {}


def test_a_book_replaces_by_name_and_selects() -> None:
    store = FilterStore()
    for group, name in (("b", "x"), ("a", "y"), ("a", "x")):
        store.put(make("ERROR", name=name, group=group))
    store.put(make("WARN", name="x", group="a"))
    assert [(one.group, one.name, str(one.pattern)) for one in store.select({})] == [
        ("a", "x", "WARN"),
        ("a", "y", "ERROR"),
        ("b", "x", "ERROR"),
    ]
    assert [one.group for one in store.select({"metricName": "x", "metricNamespace": "N"})] == ["a", "b"]
    assert [one.name for one in store.select({"logGroupName": "a", "filterNamePrefix": "y"})] == ["y"]
    assert store.delete("a", "x")
    assert not store.delete("a", "x")
    store.drop_group("a")
    assert [one.group for one in store.select({})] == ["b"]


def test_five_filters_of_a_group_may_use_regular_expressions() -> None:
    store = FilterStore()
    for number in range(MAX_WITH_REGEX):
        store.put(make("%a%", name=f"f{number}"))
    with pytest.raises(QuotaReached):
        store.put(make("%a%", name="more"))
    store.put(make("%b%", name="f0"))
    store.put(make("a", name="more"))


def test_exactly_one_transformation() -> None:
    with pytest.raises(InvalidFilter, match="one metric transformation"):
        MetricFilter.of(
            {"filterName": "f", "logGroupName": "g", "filterPattern": "", "metricTransformations": []}, created_ms=0
        )
