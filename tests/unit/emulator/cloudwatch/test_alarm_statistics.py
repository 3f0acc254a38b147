"""CloudWatch's statistics."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.cloudwatch.statistics import SIMPLE, Samples, compute, is_statistic, low_sample_count, parse_extended


def samples(*values: float) -> Samples:
    return Samples(len(values), sum(values), min(values), max(values), values)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SampleCount", 4), ("Average", 25), ("Sum", 100), ("Minimum", 10), ("Maximum", 40),
        ("p0", 10), ("p50", 25), ("p100", 40), ("p25", 17.5),
        ("tm50", 15), ("TM(25%:75%)", 25), ("IQM", 25), ("TC(15:30)", 2), ("TS(15:30)", 50), ("TM(:30)", 20),
        ("PR(:25)", 50), ("PR(10:)", 75), ("WM(25%:75%)", 25), ("tc50", 2), ("ts50", 30),
    ],
)  # fmt: skip
def test_values(name: str, expected: float) -> None:
    assert compute(name, samples(30, 10, 40, 20)) == pytest.approx(expected)


def test_a_statistic_set_has_no_values() -> None:
    assert compute("Average", Samples(10, 55, 1, 10)) == 5.5


@pytest.mark.parametrize("name", ["p90", "p99.9", "tm90", "wm5", "tc1", "ts0", "PR(0:1)", "TM(2%:)", "IQM", *SIMPLE])
def test_known(name: str) -> None:
    assert is_statistic(name)


@pytest.mark.parametrize("name", ["", "p", "p101", "x90", "P90", "tm", "TM()", "TM(:)", "TM(9:1)", "TM(1%:2)", "max"])
def test_unknown(name: str) -> None:
    assert not is_statistic(name)


@pytest.mark.parametrize(
    ("name", "count", "low"),
    # User guide, "Percentile-based CloudWatch alarms and low data samples": p99 needs 1000.
    [
        ("p99", 999, True),
        ("p99", 1001, False),
        ("p50", 19, True),
        ("p50", 20, False),
        ("p10", 99, True),
        ("p10", 100, False),
    ],
)
def test_low_samples(name: str, count: int, low: bool) -> None:
    assert low_sample_count(name, count) == low


def test_only_percentiles_have_too_few_samples() -> None:
    assert not low_sample_count("Average", 1)
    assert not low_sample_count("tm99", 1)
    assert not low_sample_count("p100", 1)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), st.floats(0, 100))
def test_percentiles_are_within_the_samples_and_grow(values: list[float], percent: float) -> None:
    low, high = compute("p0", samples(*values)), compute("p100", samples(*values))
    seen = compute(f"p{percent:.3f}", samples(*values))
    assert low == min(values)
    assert high == max(values)
    assert low <= seen <= high


def test_parsed() -> None:
    parsed = parse_extended("TM(10%:90%)")
    assert parsed is not None
    assert (parsed.kind, parsed.low, parsed.high, parsed.in_percent) == ("TM", 10.0, 90.0, True)
