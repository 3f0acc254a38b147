"""Embedded metric format: what a log event says of metrics, and what becomes of one that says it wrongly."""

import json
from collections import Counter
from typing import Any

import pytest

from emulator.logs.embedded import UNITS, extracted, measure_embedded
from emulator.logs.metric_filter import Metric

NOW_S = 1_700_000_000


def document(*directives: Any, time_ms: Any = NOW_S * 1000, **members: Any) -> dict[str, Any]:
    return {"_aws": {"Timestamp": time_ms, "CloudWatchMetrics": list(directives)}, **members}


def directive(*metrics: Any, dimensions: Any = ((),), namespace: Any = "Shop") -> dict[str, Any]:
    return {
        "Namespace": namespace,
        "Dimensions": [list(keys) if isinstance(keys, tuple) else keys for keys in dimensions],
        "Metrics": [{"Name": one} if isinstance(one, str) else one for one in metrics],
    }


def measured(*messages: str, group: str = "/aws/lambda/f", now_s: float = NOW_S) -> dict[tuple[Metric, int], Any]:
    events = [{"timestamp": int(now_s * 1000), "message": message} for message in messages]
    found = measure_embedded(group, events, lambda wall_s: wall_s + 5, lambda time_s: abs(now_s - time_s) < 7200)
    return dict(found.points)


def test_each_dimension_set_is_a_metric_of_its_own() -> None:
    one = directive("n", dimensions=[(), ("b", "a"), ("a",)])
    points, invalid = extracted(document(one, n=2, a="x", b="y"))
    assert invalid == 0
    assert [metric.dimensions for metric, _, _ in points] == [(), (("a", "x"), ("b", "y")), (("a", "x"),)]


def test_units_resolution_and_arrays_of_values() -> None:
    one = directive({"Name": "ms", "Unit": "Milliseconds", "StorageResolution": 1}, {"Name": "n", "Unit": "Count"})
    assert measured(json.dumps(document(one, ms=[1, 2.5, 2.5], n=3))) == {
        (Metric("Shop", "ms", "Milliseconds", (), 1), NOW_S + 5): Counter({1.0: 1, 2.5: 2}),
        (Metric("Shop", "n", "Count"), NOW_S + 5): Counter({3.0: 1}),
    }


def test_several_namespaces_in_one_event() -> None:
    points, _ = extracted(document(directive("n"), directive("n", namespace="Other"), n=1))
    assert [metric.namespace for metric, _, _ in points] == ["Shop", "Other"]


def test_there_are_the_units_of_cloudwatch() -> None:
    assert len(UNITS) == 27
    assert {"Bytes", "Bits/Second", "Kilobytes", "Terabits/Second", "Count/Second"} <= UNITS


@pytest.mark.parametrize(
    ("one", "left"),
    [
        (directive("n", "text"), ["n"]),
        (directive("n", "flag"), ["n"]),
        (directive("n", "absent"), ["n"]),
        (directive("n", "many"), ["n"]),
        (directive("n", "mixed"), ["n"]),
        (directive("n", {"Name": "n2", "Unit": "Furlongs"}), ["n"]),
        (directive("n", {"Name": "n2", "StorageResolution": 5}), ["n"]),
        (directive("n", {"Unit": "Count"}), ["n"]),
        (directive("n", "deep.n"), ["n"]),
        (directive("n", dimensions=[(), ("absent",)]), ["n"]),
        (directive("n", dimensions=[(), ("n",)]), ["n"]),
        (directive("n", dimensions=[(), tuple(f"d{n}" for n in range(31))]), ["n"]),
        (directive("n", dimensions=[]), []),
        (directive("n", namespace=""), []),
        (directive("n", namespace="AWS/Lambda"), []),
        (directive(*["n"] * 101), []),
        ("no directive", []),
        ({"Namespace": "Shop", "Dimensions": [[]]}, []),
    ],
)
def test_what_is_invalid_publishes_nothing_of_that_part_and_is_counted(one: Any, left: list[str]) -> None:
    members = {f"d{n}": "x" for n in range(31)}
    content = document(one, n=1, n2=2, text="1", flag=True, many=[1] * 101, mixed=[1, "2"], deep={"n": 1}, **members)
    points, invalid = extracted(content)
    assert [metric.name for metric, _, _ in points] == left
    assert invalid == 1


@pytest.mark.parametrize("metadata", [[], {}, {"Timestamp": "now", "CloudWatchMetrics": []}, {"Timestamp": 1}])
def test_metadata_that_is_none(metadata: Any) -> None:
    assert extracted({"_aws": metadata, "n": 1}) == ([], 1)


def test_errors_are_metrics_of_the_log_group_and_of_all() -> None:
    wrong = json.dumps(document(directive("n"), n="many"))
    broken = json.dumps(document(directive("n"), n=1))[:-1]
    found = measured(wrong, broken, wrong)
    group = (("LogGroupName", "/aws/lambda/f"),)
    assert {(metric.name, metric.dimensions): sum(values.values()) for (metric, _), values in found.items()} == {
        ("EMFValidationErrors", ()): 2,
        ("EMFValidationErrors", group): 2,
        ("EMFParsingErrors", ()): 1,
        ("EMFParsingErrors", group): 1,
    }


def test_numbers_beyond_json_and_other_lines() -> None:
    endless = json.dumps(document(directive("n"), n=float("inf")))
    assert {metric.name for metric, _ in measured(endless)} == {"EMFParsingErrors"}
    assert measured("START RequestId: 1", '{"_aws": 1}', "not JSON") == {}


def test_what_lambda_s_loggers_put_ahead_of_a_line_is_no_part_of_it() -> None:
    line = json.dumps(document(directive("n"), n=1))
    logged = f"[INFO]\t2026-01-01T00:00:00.000Z\t8f5d\t{line}"
    assert [metric.name for metric, _ in measured(logged)] == ["n"]
    assert {metric.name for metric, _ in measured(logged, group="/mine")} == {"EMFParsingErrors"}


def test_what_is_too_old_is_left_out() -> None:
    assert measured(json.dumps(document(directive("n"), time_ms=(NOW_S - 8000) * 1000, n=1))) == {}
