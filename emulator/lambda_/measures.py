"""What Lambda measures of an invocation, for CloudWatch. Pure.

Lambda developer guide, "Types of metrics for Lambda functions" and "Viewing metrics for Lambda functions": by function
(`FunctionName`), by version or alias (`FunctionName` and `Resource`), and for all functions together.
"""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from threading import Lock

NAMESPACE = "AWS/Lambda"
_DURATION = re.compile(r"REPORT RequestId: \S+\s+Duration: ([\d.]+) ms")
_INIT = re.compile(r"\tInit Duration: ([\d.]+) ms")

Measure = tuple[str, float, str]
"""Name, value and unit of a metric."""
Dimensions = dict[str, str]


@dataclass(frozen=True)
class Invoked:
    """An invocation that is over: how many were under way when it began, and what its log reports of it."""

    concurrent: int
    is_error: bool
    log: str
    elapsed_ms: float


def of_invocation(invoked: Invoked) -> list[Measure]:
    """What is measured of it; a duration is that of the report, which leaves out the start of the environment."""
    reported = _DURATION.findall(invoked.log)
    return [
        ("Invocations", 1, "Count"),
        ("Errors", int(invoked.is_error), "Count"),
        ("Throttles", 0, "Count"),
        ("Duration", float(reported[-1]) if reported else invoked.elapsed_ms, "Milliseconds"),
        ("ConcurrentExecutions", invoked.concurrent, "Count"),
    ]


def charged_ms(invoked: Invoked) -> Decimal:
    """What it is charged for: its run, and the initialisation before it if there was one (since August 2025)."""
    ran, init = _DURATION.findall(invoked.log), _INIT.findall(invoked.log)
    return Decimal(ran[-1] if ran else str(invoked.elapsed_ms)) + Decimal(init[-1] if init else 0)


THROTTLED: list[Measure] = [("Throttles", 1, "Count")]
"""What is measured of an invocation that was refused for too many at a time: it is none."""


def iterator_age(age_s: float) -> list[Measure]:
    """What is measured of a batch of a stream: how old its last record was when the function was given it."""
    return [("IteratorAge", max(age_s, 0.0) * 1000, "Milliseconds")]


def dimensions_of(function: str, invoked_arn: str) -> list[Dimensions]:
    """By what an invocation is measured: the ARN says by which version or alias it was asked for."""
    parts = invoked_arn.split(":")
    qualifier = parts[7] if len(parts) > 7 and parts[7] != "$LATEST" else ""
    resource = f"{function}:{qualifier}" if qualifier else function
    return [{}, {"FunctionName": function}, {"FunctionName": function, "Resource": resource}]


class Concurrency:
    """How many invocations of each function are under way."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: Counter[tuple[str, ...]] = Counter()

    def enter(self, *function: str) -> int:
        """One more begins; how many there are now."""
        with self._lock:
            self._running[function] += 1
            return self._running[function]

    def leave(self, *function: str) -> None:
        """One is over."""
        with self._lock:
            self._running[function] -= 1
            if not self._running[function]:
                del self._running[function]
