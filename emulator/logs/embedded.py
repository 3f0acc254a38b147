"""Embedded metric format: log events that carry their metrics with them. Pure.

User guide, "Specification: Embedded metric format". What doesn't keep to it publishes nothing and refuses nothing: the
event is kept as a log event, and CloudWatch counts the error in `AWS/Logs`, by log group and in all.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NoReturn, TypeGuard

from emulator.logs.measurement import Measured
from emulator.logs.metric_filter import Metric

MAX_DIMENSIONS = 30
MAX_METRICS = 100
MAX_VALUES = 100
MAX_NAME = 1024
MAX_NAMESPACE = 255
MAX_DIMENSION_NAME = 250
MAX_DIMENSION_VALUE = 1024
HIGH, STANDARD = 1, 60
UNITS = frozenset(
    ["Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "Count/Second", "None"]
    + [
        f"{scale}{unit}{rate}"
        for scale, unit in [("B", "ytes"), ("B", "its")]
        + [(scale, unit) for scale in ("Kilo", "Mega", "Giga", "Tera") for unit in ("bytes", "bits")]
        for rate in ("", "/Second")
    ]
)
_MARKS = ('"_aws"', '"CloudWatchMetrics"')
_LAMBDA = "/aws/lambda/"
_METADATA = re.compile(r"\A(?:[^\t{]*\t)+(?=\{)")
"""What Lambda's loggers put ahead of a line: level, time and request, with a tab behind each."""
ERRORS_NAMESPACE, PARSING_ERRORS, VALIDATION_ERRORS = "AWS/Logs", "EMFParsingErrors", "EMFValidationErrors"


class Invalid(ValueError):
    """A part of a document that isn't as the specification has it."""


def measure_embedded(
    group: str, events: Iterable[Mapping[str, Any]], at: Callable[[float], float], in_time: Callable[[float], bool]
) -> Measured:
    """What the events of a log group say of metrics.

    `at` gives CloudWatch's time for the wall's, both in seconds; `in_time` tells whether CloudWatch still takes a time.
    """
    measured = Measured()
    for event in events:
        message: str = event["message"]
        if all(mark in message for mark in _MARKS):
            _add(measured, group, message, at, in_time, int(at(event["timestamp"] / 1000)))
    return measured


def _add(
    measured: Measured,
    group: str,
    message: str,
    at: Callable[[float], float],
    in_time: Callable[[float], bool],
    arrived_s: int,
) -> None:
    document = _document(_METADATA.sub("", message) if group.startswith(_LAMBDA) else message)
    errors: list[str] = []
    if document is None:
        errors.append(PARSING_ERRORS)
    else:
        points, invalid = extracted(document)
        errors.extend([VALIDATION_ERRORS] * invalid)
        for metric, time_s, value in points:
            if in_time(time_s):
                measured.points[metric, int(at(time_s))][value] += 1
    for name in errors:
        for dimensions in ((), (("LogGroupName", group),)):
            measured.points[Metric(ERRORS_NAMESPACE, name, "Count", dimensions), arrived_s][1.0] += 1


def extracted(document: Mapping[str, Any]) -> tuple[list[tuple[Metric, float, float]], int]:
    """The datapoints of a document, each with its time in seconds, and how many of its parts are invalid."""
    try:
        time_s, directives = _metadata(document)
    except Invalid:
        return [], 1
    points: list[tuple[Metric, float, float]] = []
    invalid = 0
    for directive in directives:
        try:
            namespace, sets, definitions = _directive(directive)
        except Invalid:
            invalid += 1
            continue
        identities, wrong = _each(sets, lambda keys: _dimensions(keys, document))
        metrics, wrong_too = _each(definitions, lambda one: _metric(one, document))
        invalid += wrong + wrong_too
        for name, unit, resolution_s, values in metrics:
            for dimensions in identities:
                metric = Metric(namespace, name, unit, dimensions, resolution_s)
                points.extend((metric, time_s, value) for value in values)
    return points, invalid


def _each(parts: Iterable[Any], read: Callable[[Any], Any]) -> tuple[list[Any], int]:
    """What can be read of the parts, and how many can't be."""
    found, invalid = [], 0
    for part in parts:
        try:
            found.append(read(part))
        except Invalid:
            invalid += 1
    return found, invalid


def _document(message: str) -> dict[str, Any] | None:
    try:
        document = json.loads(message, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


def _metadata(document: Mapping[str, Any]) -> tuple[float, list[Any]]:
    metadata = document.get("_aws")
    if not isinstance(metadata, dict):
        raise Invalid("_aws")
    time_ms, directives = metadata.get("Timestamp"), metadata.get("CloudWatchMetrics")
    if not _is_number(time_ms) or not isinstance(directives, list):
        raise Invalid("_aws")
    return float(time_ms) / 1000, directives


def _directive(directive: Any) -> tuple[str, list[Any], list[Any]]:
    if not isinstance(directive, dict):
        raise Invalid("MetricDirective")
    namespace, sets, definitions = (directive.get(name) for name in ("Namespace", "Dimensions", "Metrics"))
    if not _is_text(namespace, MAX_NAMESPACE) or namespace.startswith("AWS/"):
        raise Invalid("Namespace")
    if not isinstance(sets, list) or not sets:
        raise Invalid("Dimensions")
    if not isinstance(definitions, list) or len(definitions) > MAX_METRICS:
        raise Invalid("Metrics")
    return namespace, sets, definitions


def _dimensions(keys: Any, document: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    if not isinstance(keys, list) or len(keys) > MAX_DIMENSIONS:
        raise Invalid("DimensionSet")
    found = {}
    for key in keys:
        if not _is_text(key, MAX_DIMENSION_NAME) or not _is_text(document.get(key), MAX_DIMENSION_VALUE):
            raise Invalid("DimensionReference")
        found[key] = document[key]
    return tuple(sorted(found.items()))


def _metric(definition: Any, document: Mapping[str, Any]) -> tuple[str, str | None, int | None, list[float]]:
    if not isinstance(definition, dict) or not _is_text(definition.get("Name"), MAX_NAME):
        raise Invalid("MetricDefinition")
    unit, resolution_s = definition.get("Unit"), definition.get("StorageResolution", STANDARD)
    if (unit is not None and unit not in UNITS) or resolution_s not in (HIGH, STANDARD):
        raise Invalid("MetricDefinition")
    values = list(_values(document.get(definition["Name"])))
    return definition["Name"], unit, HIGH if resolution_s == HIGH else None, values


def _values(target: Any) -> Iterator[float]:
    targets = target if isinstance(target, list) else [target]
    if len(targets) > MAX_VALUES:
        raise Invalid("too many values")
    for one in targets:
        if not _is_number(one):
            raise Invalid("not a number")
        yield float(one)


def _is_number(value: Any) -> TypeGuard[float]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _is_text(value: Any, longest: int) -> TypeGuard[str]:
    return isinstance(value, str) and 1 <= len(value) <= longest
