"""CloudWatch's statistics over the samples of one period.

Source: user guide, "CloudWatch statistics definitions". Simple statistics can be had from a statistic set (count, sum,
minimum, maximum); percentiles, trimmed and winsorized means, trimmed counts and sums and percentile ranks need values.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

SIMPLE = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
_NUMBER = r"\d{1,3}(?:\.\d{1,10})?"
_PERCENTILE = re.compile(rf"(?P<kind>p|tm|tc|ts|wm)(?P<high>{_NUMBER})")
_RANGE = re.compile(
    r"(?P<kind>TM|TC|TS|WM|PR)\((?P<low>-?\d*\.?\d*)(?P<percent>%?):(?P<high>-?\d*\.?\d*)(?P<percent2>%?)\)"
)


@dataclass(frozen=True)
class Samples:
    """All samples of one metric over one period: totals, and the values where they are known one by one."""

    count: float
    total: float
    minimum: float
    maximum: float
    values: Sequence[float] = ()


@dataclass(frozen=True)
class Extended:
    """A parsed extended statistic: its kind, and the bounds it keeps, in percent of the samples or as values."""

    kind: str
    low: float | None
    high: float | None
    in_percent: bool


def parse_extended(name: str) -> Extended | None:
    """The extended statistic `p90`, `tm99.9`, `TM(10%:90%)`, `PR(:100)`, `IQM` …; None when AWS wouldn't accept it."""
    if name == "IQM":
        return Extended("TM", 25.0, 75.0, True)
    if match := _PERCENTILE.fullmatch(name):
        high = float(match["high"])
        return Extended(match["kind"].upper(), None, high, True) if high <= 100 else None
    if match := _RANGE.fullmatch(name):
        return _parse_range(match)
    return None


def is_statistic(name: str) -> bool:
    """True for a statistic that can be computed here."""
    return name in SIMPLE or parse_extended(name) is not None


def compute(name: str, samples: Samples) -> float:
    """The statistic's value over samples, of which there is at least one. ValueError for an unknown statistic."""
    if name == "SampleCount":
        return samples.count
    if name == "Average":
        return samples.total / samples.count
    simple = {"Sum": samples.total, "Minimum": samples.minimum, "Maximum": samples.maximum}
    if name in simple:
        return simple[name]
    extended = parse_extended(name)
    if extended is None:
        raise ValueError(f"{name!r} is not a statistic")
    return _extended(extended, sorted(samples.values))


def low_sample_count(name: str, count: float) -> bool:
    """True when a percentile has too few samples to be significant: below 10/(1-p), for p < 0.5 below 10/p."""
    extended = parse_extended(name)
    if extended is None or extended.kind != "P" or extended.high is None:
        return False
    share = extended.high / 100
    edge = (1 - share) if share >= 0.5 else share
    return edge > 0 and count < 10 / edge


def _parse_range(match: re.Match[str]) -> Extended | None:
    try:
        low = float(match["low"]) if match["low"] else None
        high = float(match["high"]) if match["high"] else None
    except ValueError:
        return None
    percents = {mark for mark, bound in ((match["percent"], low), (match["percent2"], high)) if bound is not None}
    if len(percents) != 1 or (low is not None and high is not None and low >= high):
        return None
    return Extended(match["kind"], low, high, percents == {"%"})


def _extended(stat: Extended, ordered: list[float]) -> float:
    if stat.kind == "P":
        return _percentile(ordered, stat.high or 0.0)
    if stat.kind == "PR":
        return 100 * len(_kept(stat, ordered)) / len(ordered)
    kept = _kept(stat, ordered)
    if stat.kind == "TC":
        return float(len(kept))
    if stat.kind == "TS":
        return math.fsum(kept)
    if stat.kind == "WM" and kept:
        return math.fsum(min(max(value, kept[0]), kept[-1]) for value in ordered) / len(ordered)
    return math.fsum(kept) / len(kept) if kept else 0.0


def _kept(stat: Extended, ordered: list[float]) -> list[float]:
    if not stat.in_percent:
        low = -math.inf if stat.low is None else stat.low
        high = math.inf if stat.high is None else stat.high
        return [value for value in ordered if low < value <= high]
    first = math.floor(len(ordered) * (stat.low or 0.0) / 100)
    last = math.ceil(len(ordered) * (100.0 if stat.high is None else stat.high) / 100)
    return ordered[first:last]


def _percentile(ordered: list[float], percent: float) -> float:
    position = (len(ordered) - 1) * percent / 100
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)
