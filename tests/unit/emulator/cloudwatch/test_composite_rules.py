"""Rules of composite alarms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.cloudwatch.composite import RuleError, alarms_of, holds, parse

STATES = {"a": "ALARM", "b": "OK", "c": "INSUFFICIENT_DATA", "arn:aws:cloudwatch:us-east-1:1:alarm:with space": "ALARM"}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("TRUE", True), ("FALSE", False), ("ALARM(a)", True), ('ALARM("a")', True), ("ALARM('b')", False),
        ("OK(b)", True),
        ("INSUFFICIENT_DATA(c)", True), ("NOT ALARM(a)", False), ("ALARM(a) AND OK(b)", True),
        ("ALARM(b) OR OK(b)", True),
        ("ALARM(b) AND ALARM(a) OR ALARM(a)", True), ("ALARM(b) AND (ALARM(a) OR ALARM(a))", False),
        ("NOT ALARM(b) AND ALARM(a)", True), ("NOT (ALARM(b) OR ALARM(a))", False), (" ( ALARM ( a ) ) ", True),
        ('ALARM("arn:aws:cloudwatch:us-east-1:1:alarm:with space")', True), ("ALARM(unknown)", False),
    ],
)  # fmt: skip
def test_rules(rule: str, expected: bool) -> None:
    assert holds(parse(rule), STATES.get) is expected


@pytest.mark.parametrize(
    "rule", ["", "ALARM", "ALARM(", "ALARM()", "ALARM(a", "ALARM(a) OK(b)", "(ALARM(a)", "AND", "NOT", "a",
             "ALARM(a) ANDOK(b)", "AT_LEAST(2, ALARM, (a, b))", "TRUE)"],
)  # fmt: skip
def test_not_rules(rule: str) -> None:
    with pytest.raises(RuleError):
        parse(rule)


def test_alarms_in_a_rule() -> None:
    assert alarms_of(parse("ALARM(a) AND (OK(b) OR NOT ALARM(a)) AND TRUE")) == ["a", "b"]


terms = st.recursive(
    st.sampled_from(["TRUE", "FALSE", "ALARM(a)", "OK(b)", 'INSUFFICIENT_DATA("c")']),
    lambda inner: st.one_of(
        inner.map(lambda one: f"NOT {one}"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} AND {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} OR {two[1]})"),
    ),
)


@given(terms)
def test_rules_read_as_python_reads_them(rule: str) -> None:
    python = rule.replace("AND", "and").replace("NOT", "not").replace("OR", "or").replace("TRUE", "True")
    python = python.replace("FALSE", "False")
    names = {"ALARM": lambda _: True, "OK": lambda _: True, "INSUFFICIENT_DATA": lambda _: True, "a": 1, "b": 2}
    assert holds(parse(rule), STATES.get) == eval(python, names)


@given(st.text(alphabet='ALRMOKNDT ()"ab', max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse(text)
    except RuleError:
        return
