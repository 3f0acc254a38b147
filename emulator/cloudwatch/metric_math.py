"""Metric math, computed: expressions over the series of one evaluation range.

A value is a list of series, all of one length; a number is a single series that holds it in every slot. A missing
point makes the result missing in its slot, except in FILL and IF and where a function takes several series at once.
"""

import math
import operator
import statistics
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from emulator.cloudwatch.expressions import ARRAY, NEGATIVE, Call, Expression, ExpressionError, Node

Series = list[float | None]
Value = list[Series]

BINARY: dict[str, Callable[[float, float], float]] = {
    "OR": lambda a, b: bool(a) or bool(b),
    "||": lambda a, b: bool(a) or bool(b),
    "AND": lambda a, b: bool(a) and bool(b),
    "&&": lambda a, b: bool(a) and bool(b),
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
}
EACH: dict[str, Callable[[float], float]] = {
    NEGATIVE: operator.neg,
    "ABS": abs,
    "CEIL": math.ceil,
    "FLOOR": math.floor,
    "LOG": math.log,
    "LOG10": math.log10,
}
REDUCED: dict[str, Callable[[Sequence[float]], float]] = {
    "AVG": statistics.fmean,
    "MAX": max,
    "MIN": min,
    "SUM": math.fsum,
    "STDDEV": statistics.pstdev,
    "DATAPOINT_COUNT": len,
}


class Range:
    """The series that are known over one range of `length` periods of `period_s` from `start_s` on."""

    def __init__(
        self,
        known: Mapping[str, Series],
        expressions: Mapping[str, Expression],
        period_s: int,
        start_s: float,
        length: int,
    ) -> None:
        self._known = known
        self._expressions = expressions
        self._period_s = period_s
        self._starts: Series = [start_s + slot * period_s for slot in range(length)]
        self._open: list[str] = []

    def series(self, name: str) -> Series:
        """The series of a query. ExpressionError when it is several, unknown, or refers to itself."""
        value = self._of_id(name)
        if len(value) != 1:
            raise ExpressionError(f"{name} is {len(value)} series; one is needed")
        return value[0]

    def _of_id(self, name: str) -> Value:
        if name in self._known:
            return [self._known[name]]
        if name not in self._expressions:
            raise ExpressionError(f"there is no query with the id {name!r}")
        if name in self._open:
            raise ExpressionError(f"the expressions {', '.join(self._open)} refer to each other")
        self._open.append(name)
        value = self._of(self._expressions[name].root)
        self._open.pop()
        return value

    def _of(self, node: Node) -> Value:
        if isinstance(node, float):
            return [self._constant(node)]
        if isinstance(node, str):
            return self._of_id(node)
        if node.name == "METRICS":
            return list(self._known.values())
        if node.name == "FILL" and len(node.terms) == 2 and node.terms[1] == Call("REPEAT", ()):
            return [_repeated(series) for series in self._of(node.terms[0])]
        return self._call(node.name, [self._of(term) for term in node.terms])

    def _call(self, name: str, terms: list[Value]) -> Value:
        if name == ARRAY:
            return [series for term in terms for series in term]
        if name in BINARY:
            return [_zipped(BINARY[name], a, b) for a, b in _paired(*terms)]
        if name in ("PERIOD", "EPOCH"):
            return [self._constant(float(self._period_s)) if name == "PERIOD" else self._starts]
        if not terms:
            raise ExpressionError(f"{name} needs an argument")
        if name in EACH:
            return [[_computed(EACH[name], value) for value in series] for series in terms[0]]
        if name in REDUCED:
            return [self._reduced(REDUCED[name], [series for term in terms for series in term])]
        return self._over_series(name, terms)

    def _over_series(self, name: str, terms: list[Value]) -> Value:
        first = terms[0]
        if name == "IF" and len(terms) in (2, 3):
            otherwise = terms[2] if len(terms) == 3 else [self._constant(None)]
            return [
                _chosen(a, b, c)
                for (a, b), (_, c) in zip(_paired(first, terms[1]), _paired(first, otherwise), strict=False)
            ]
        if name == "FILL" and len(terms) == 2:
            return [[b if a is None else a for a, b in zip(x, y, strict=True)] for x, y in _paired(*terms)]
        if name in ("FIRST", "LAST"):
            return [first[0 if name == "FIRST" else -1]]
        if name in ("DIFF", "RATE"):
            per_s = float(self._period_s) if name == "RATE" else 1.0
            return [
                [None, *(None if a is None or b is None else (b - a) / per_s for a, b in pairwise(s))] for s in first
            ]
        if name == "RUNNING_SUM":
            return [[math.fsum(one or 0.0 for one in series[: n + 1]) for n in range(len(series))] for series in first]
        raise ExpressionError(f"{name} is not called as it is defined")

    def _reduced(self, function: Callable[[Sequence[float]], float], value: Value) -> Series:
        """Several series: one result a slot. One: one result for the whole of it, in every slot."""
        if len(value) > 1:
            return [_of_present(function, slot) for slot in zip(*value, strict=True)]
        return self._constant(_of_present(function, value[0])) if value else self._constant(None)

    def _constant(self, value: float | None) -> Series:
        return [value] * len(self._starts)


def _paired(left: Value, right: Value) -> list[tuple[Series, Series]]:
    """Series with series; a single one goes with each of several."""
    if len(left) == 1 or len(right) == 1:
        return [(a, b) for a in left for b in right]
    if len(left) != len(right):
        raise ExpressionError(f"{len(left)} series can't be combined with {len(right)}")
    return list(zip(left, right, strict=True))


def _zipped(function: Callable[[float, float], float], left: Series, right: Series) -> Series:
    return [None if a is None or b is None else _computed(function, a, b) for a, b in zip(left, right, strict=True)]


def _computed(function: Callable[..., float], *values: float | None) -> float | None:
    if None in values:
        return None
    try:
        result = function(*values)
    except (ArithmeticError, ValueError):
        return None
    return float(result) if isinstance(result, int | float) and math.isfinite(result) else None


def _of_present(function: Callable[[Sequence[float]], float], values: Sequence[float | None]) -> float | None:
    present = [value for value in values if value is not None]
    return float(function(present)) if present else None


def _repeated(series: Series) -> Series:
    filled: Series = []
    for value in series:
        filled.append(value if value is not None or not filled else filled[-1])
    return filled


def _chosen(condition: Series, then: Series, otherwise: Series) -> Series:
    return [None if test is None else (a if test else b) for test, a, b in zip(condition, then, otherwise, strict=True)]
