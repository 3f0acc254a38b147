"""A metric filter: what AWS accepts as one beyond what the service's model says, and what it makes of an event."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.logs.pattern import Pattern, PatternError, parse
from emulator.logs.pattern.operand import NUMBER

MAX_DIMENSIONS = 3


class InvalidFilter(ValueError):
    """The request can't make a metric filter. The message is AWS's."""


@dataclass(frozen=True)
class Metric:
    """The metric a datapoint belongs to, with the values its dimensions had in the event."""

    namespace: str
    name: str
    unit: str | None = None
    dimensions: tuple[tuple[str, str], ...] = ()
    resolution_s: int | None = None
    """1 for high resolution; None is the standard, a minute."""


@dataclass(frozen=True)
class MetricFilter:
    """One filter of one log group. `default` is None when the filter has none."""

    name: str
    group: str
    pattern: Pattern
    metric: Metric
    value: str
    default: float | None
    described: Mapping[str, Any]
    """All that was put in, as DescribeMetricFilters gives it back."""
    constant: float | None = None
    """The value of every match, when neither it nor a dimension is taken from the event."""

    @classmethod
    def of(cls, request: Mapping[str, Any], created_ms: int) -> "MetricFilter":
        """The filter a PutMetricFilter request describes; InvalidFilter when AWS would refuse it."""
        if len(request["metricTransformations"]) != 1:
            raise InvalidFilter("Exactly one metric transformation must be provided")
        pattern = parsed(request["filterPattern"], "Invalid metric filter pattern")
        (transformation,) = request["metricTransformations"]
        _check(transformation, pattern)
        dimensions = tuple(sorted((transformation.get("dimensions") or {}).items()))
        return cls(
            name=request["filterName"],
            group=request["logGroupName"],
            pattern=pattern,
            metric=Metric(
                transformation["metricNamespace"],
                transformation["metricName"],
                transformation.get("unit"),
                dimensions,
            ),
            value=transformation["metricValue"],
            default=transformation.get("defaultValue"),
            described={**request, "creationTime": created_ms},
            constant=None if dimensions else number(transformation["metricValue"]),
        )

    def measure(self, message: str) -> tuple[Metric, float] | None:
        """The metric and the value of a match; None when the event's value isn't a number or a dimension is missing."""
        fields = self.pattern.fields(message)
        value = number(fields.get(self.value, "") if self.value.startswith("$") else self.value)
        dimensions = [(name, fields.get(field, "")) for name, field in self.metric.dimensions]
        if value is None or not all(text for _, text in dimensions):
            return None
        if not dimensions:
            return self.metric, value
        return Metric(self.metric.namespace, self.metric.name, self.metric.unit, tuple(dimensions)), value


def parsed(text: str, complaint: str) -> Pattern:
    """The pattern; InvalidFilter, in AWS's words or with `complaint` where AWS has no more to say."""
    try:
        return parse(text)
    except PatternError as error:
        raise InvalidFilter(error.message or complaint) from error


def number(text: str) -> float | None:
    """The finite number a text is; None when it isn't one."""
    value = float(text) if NUMBER.fullmatch(text) else math.nan
    return value if math.isfinite(value) else None


def _check(transformation: Mapping[str, Any], pattern: Pattern) -> None:
    value = transformation["metricValue"]
    if number(value) is None and value not in pattern.names:
        raise InvalidFilter("Invalid metric transformation: metric value must be a valid number")
    dimensions = transformation.get("dimensions") or {}
    if not dimensions:
        return
    if not pattern.has_fields:
        raise InvalidFilter("The specified filter pattern does not support dimensions")
    if transformation.get("defaultValue") is not None:
        raise InvalidFilter(
            "Invalid metric transformation: dimensions and default value are mutually exclusive properties"
        )
    if len(dimensions) > MAX_DIMENSIONS:
        raise InvalidFilter(f"Invalid metric transformation: at most {MAX_DIMENSIONS} dimensions are supported")
    if not pattern.names.issuperset(dimensions.values()):
        raise InvalidFilter("Invalid metric transformation: dimension value must be valid selector")
