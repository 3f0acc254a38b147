"""A metric filter: from a log group to a metric."""

from collections.abc import Sequence
from typing import Any

from harness.diagnosis.link import Flow, LinkState
from harness.diagnosis.looks import looks_at
from harness.diagnosis.sight import SHOWN_S, Sight
from harness.probes.function_logs import PLATFORM, json_object
from harness.probes.metric import MetricProbe
from harness.wiring.model import Edge, Kind, Node

TESTED = 50
"""TestMetricFilter takes so many log events."""


@looks_at(Kind.METRIC_FILTER, "no metric filter of this log group feeds the metric")
def metric_filter(edge: Edge, live: Edge, sight: Sight) -> LinkState:
    """Stuck when no log line that it matches has its field, or when lines that do made no datapoint.

    A filter that counts (its value is a number) may have nothing to count, and log lines without any number nothing to
    measure: what a function writes of S3's test event, say, which a new notification begins with.
    """
    value, pattern = str(live.settings["Transformation"]["metricValue"]), live.settings.get("filterPattern", "")
    lines = _lines(sight, edge.source.name)
    objects = [found for text in lines if (found := json_object(text)) is not None]
    matched = _matched(sight, pattern, lines)
    points = datapoints(sight, edge.target)
    facts = (
        f"filter {live.settings['filterName']}: pattern {pattern!r}, value {value}",
        f"of the last {len(lines)} log lines {len(objects)} are JSON, {len(matched)} match",
        f"datapoints of the last hour: {points or 'none'}",
    )
    wanted = edge.settings.get("Transformation", {}).get("metricValue", value)
    if wanted != value:
        why = f"the filter takes {value}, not {wanted}"
        return LinkState(edge.name, Flow.STUCK, why, facts, cause="the field's name is wrong")
    if value.startswith("$.") and any(map(has_number, objects)) and not _measured(value.removeprefix("$."), matched):
        names = sorted({name for each in objects for name in each})
        why = f"no log line that matches has the field {value.removeprefix('$.')}"
        cause = f"pattern or field don't fit the log lines, which have {', '.join(names)}"
        return LinkState(edge.name, Flow.STUCK, why, facts, cause=cause)
    if value.startswith("$.") and matched and not points:
        why = f"{len(matched)} log events carry {value.removeprefix('$.')}, but no datapoint came of them"
        return LinkState(edge.name, Flow.STUCK, why, facts)
    return LinkState(edge.name, Flow.PASSING if points else Flow.IDLE, f"{len(points)} datapoints", facts)


def has_number(found: Any) -> bool:
    """Whether a JSON value has a number anywhere in it."""
    if isinstance(found, dict | list):
        return any(map(has_number, found.values() if isinstance(found, dict) else found))
    return isinstance(found, int | float) and not isinstance(found, bool)


def datapoints(sight: Sight, metric: Node, dimensions: tuple[tuple[str, str], ...] = ()) -> list[float]:
    """The metric's maxima of the last hour, a minute each."""
    namespace, _, name = metric.name.rpartition("/")
    probe = MetricProbe(sight.clients, namespace, name, "Maximum", dimensions)
    return probe.values(sight.now_s - SHOWN_S, sight.now_s + 60, 60)


def _lines(sight: Sight, group: str) -> list[str]:
    """The group's last log lines that are a function's own, so many as can be tested."""
    pages = sight.clients.logs.get_paginator("filter_log_events").paginate(logGroupName=group)
    events = sorted((each for page in pages for each in page["events"]), key=lambda each: each["timestamp"])
    texts = [each["message"].rstrip("\n") for each in events]
    own = [each for each in texts if not each.startswith(PLATFORM)]
    return own[-TESTED:]


def _matched(sight: Sight, pattern: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    found = sight.clients.logs.test_metric_filter(filterPattern=pattern, logEventMessages=list(lines))["matches"]
    return [str(each["eventMessage"]) for each in found]


def _measured(path: str, matched: Sequence[str]) -> bool:
    return any(_number(path, json_object(text) or {}) is not None for text in matched)


def _number(path: str, found: Any) -> float | None:
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    try:
        return None if found is None or isinstance(found, bool) else float(found)
    except (TypeError, ValueError):
        return None
