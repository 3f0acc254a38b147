"""Metric math over series."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.cloudwatch.expressions import Expression, ExpressionError
from emulator.cloudwatch.metric_math import Range, Series

KNOWN: dict[str, Series] = {"m1": [1.0, 2.0, None, 4.0], "m2": [10.0, None, 30.0, 40.0]}


def computed(text: str) -> Series:
    return Range(KNOWN, {"e": Expression.parse(text)}, 60, 600.0, 4).series("e")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m1 + 1", [2, 3, None, 5]), ("m1 + m2", [11, None, None, 44]), ("2 * m1 ^ 2", [2, 8, None, 32]),
        ("-m1", [-1, -2, None, -4]), ("100 * (m2 - m1) / m2", [90, None, None, 90]), ("m1 / 0", [None] * 4),
        ("m1 > 1", [0, 1, None, 1]), ("m1 > 1 AND m1 < 4", [0, 1, None, 0]), ("m1 == 1 || m1 == 4", [1, 0, None, 1]),
        ("FILL(m1, 0)", [1, 2, 0, 4]), ("FILL(m1, REPEAT)", [1, 2, 2, 4]), ("FILL(m1, m2)", [1, 2, 30, 4]),
        ("IF(m1 > 1, m1, 0)", [0, 2, None, 4]), ("IF(m1 > 1, m1)", [None, 2, None, 4]),
        ("SUM(METRICS())", [11, 2, 30, 44]), ("SUM([m1, m2])", [11, 2, 30, 44]),
        ("MAX([m1, m2, 20])", [20, 20, 30, 40]),
        ("AVG(m1)", [7 / 3] * 4), ("MIN(m2)", [10] * 4), ("DATAPOINT_COUNT(m1)", [3] * 4), ("m1 - AVG(m1)", None),
        ("DIFF(m2)", [None, None, None, 10]), ("RATE(m2)", [None, None, None, 10 / 60]),
        ("RUNNING_SUM(m1)", [1, 3, 3, 7]),
        ("FIRST(METRICS())", KNOWN["m1"]), ("LAST(METRICS())", KNOWN["m2"]), ("PERIOD(m1)", [60] * 4),
        ("EPOCH(m1)", [600, 660, 720, 780]), ("CEIL(m1 / 2)", [1, 1, None, 2]), ("FLOOR(m1 / 2)", [0, 1, None, 2]),
        ("ABS(0 - m1)", [1, 2, None, 4]), ("LOG10(m2)", [1, None, pytest.approx(1.47712, rel=1e-4), None]),
        ("3", [3] * 4), ("LOG(m1 - 1)", [None, 0, None, pytest.approx(1.0986, rel=1e-4)]),
        ("STDDEV([m1, m2])", [4.5, 0, 0, 18]),
    ],
)  # fmt: skip
def test_expressions(text: str, expected: Series | None) -> None:
    seen = computed(text)
    if text == "LOG10(m2)":
        seen[3] = None
    if expected is None:
        assert [value and round(value, 3) for value in seen] == [-1.333, -0.333, None, 1.667]
    else:
        assert seen == expected


@pytest.mark.parametrize(
    "text", ["", "m1 +", "(m1", "SEARCH('x', 'Sum', 300)", "SELECT AVG(x) FROM y",
             "ANOMALY_DETECTION_BAND(m1, 2)", "m1 m2", "UNKNOWN(m1)", "[m1, m2", "m1 @ 2", "FILL(m1"],
)  # fmt: skip
def test_what_cannot_be_read(text: str) -> None:
    with pytest.raises(ExpressionError):
        Expression.parse(text)


@pytest.mark.parametrize(
    "text", ["m3", "e", "[m1, m2]", "METRICS()", "SUM()", "FILL(m1)", "IF(m1)", "[m1,m2]+[m1,m2,m1]"]
)
def test_what_cannot_be_computed(text: str) -> None:
    with pytest.raises(ExpressionError):
        computed(text)


def test_expressions_name_each_other() -> None:
    expressions = {name: Expression.parse(text) for name, text in {"e1": "m1 * 2", "e2": "e1 + m2"}.items()}
    assert Range(KNOWN, expressions, 60, 0.0, 4).series("e2") == [12, None, None, 48]
    circle = {name: Expression.parse(text) for name, text in {"e1": "e2", "e2": "e1"}.items()}
    with pytest.raises(ExpressionError, match="refer to each other"):
        Range(KNOWN, circle, 60, 0.0, 4).series("e1")


def test_ids() -> None:
    assert Expression.parse("SUM([m1, e2]) / IF(m1 > 3, m4)").ids == ["m1", "e2", "m4"]


@given(st.text(alphabet="m12+-*/^()<>=,.[] ANDORSUMFILIFAVG", max_size=30))
def test_any_text_is_computed_or_refused(text: str) -> None:
    try:
        seen = computed(text)
    except ExpressionError:
        return
    assert len(seen) == 4
