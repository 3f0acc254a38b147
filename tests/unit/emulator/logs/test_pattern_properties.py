"""Any pattern of the grammar prints and parses to itself; no message and no text breaks anything."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.logs.pattern import Pattern, PatternError, parse
from emulator.logs.pattern.condition import Condition, Every, Some, joined
from emulator.logs.pattern.delimited import DelimitedPattern, Field, FieldTest
from emulator.logs.pattern.json_document import Comparison, JsonPattern, Selector, State, Wildcard
from emulator.logs.pattern.operand import Number, Text
from emulator.logs.pattern.parser import MAX_WILDCARDS
from emulator.logs.pattern.regex import Regex
from emulator.logs.pattern.text import Phrase, Term, TextPattern

NAMES = st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True) | st.from_regex(r"[^'\n\r]{1,4}", fullmatch=True)
FIELD_NAMES = st.from_regex(r"[A-Za-z0-9_]{1,6}", fullmatch=True)
NUMBERS = st.from_regex(r"[+-]?[0-9]{1,4}(\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?", fullmatch=True).map(Number)
TEXTS = st.text(max_size=8).map(Text)
REGEXES = st.sampled_from(["a", "^[0-9a-f]+$", r"\d{3}|x*", "[^$]*$", "a.b"]).map(Regex.of)
ORDERS = st.sampled_from(["<", "<=", ">", ">="])
EQUALS = st.sampled_from(["=", "!="])


def compared(left: st.SearchStrategy[Any], test: Any) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(test, left, ORDERS, NUMBERS),
        st.builds(test, left, EQUALS, st.one_of(NUMBERS, TEXTS)),
    )


def conditions(tests: st.SearchStrategy[Any], nested: bool) -> st.SearchStrategy[Condition[Any]]:
    def join(kind: Any, parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.lists(parts, min_size=1, max_size=3).map(lambda found: joined(kind, tuple(found)))

    if nested:
        return st.recursive(tests, lambda inner: join(Every, inner) | join(Some, inner), max_leaves=6)
    return join(Some, join(Every, tests))


def selector(steps: list[tuple[str, list[int]]]) -> Selector:
    parts: list[str | int | Wildcard] = []
    for name, indexes in steps:
        parts += [name, *indexes]
    return Selector(tuple(parts))


SELECTORS = st.lists(st.tuples(NAMES, st.lists(st.integers(0, 20), max_size=2)), min_size=1, max_size=3).map(selector)
WILD = st.builds(
    lambda start, wildcard, end: Selector((*start.steps, wildcard, *end.steps)),
    SELECTORS, st.just(Wildcard.ELEMENTS), SELECTORS,
) | SELECTORS.map(lambda start: Selector((*start.steps, Wildcard.PROPERTIES)))  # fmt: skip
STATES = st.sampled_from(["IS NULL", "IS TRUE", "IS FALSE", "NOT EXISTS"])
ANY_SELECTOR = SELECTORS | WILD
JSON = (
    conditions(compared(ANY_SELECTOR, Comparison) | st.builds(State, ANY_SELECTOR, STATES), nested=True)
    .map(JsonPattern)
    .filter(lambda pattern: sum(pattern.wildcards) <= MAX_WILDCARDS)
)
FIELDS = (
    st.builds(Field)
    | st.builds(Field, FIELD_NAMES)
    | FIELD_NAMES.flatmap(
        lambda name: conditions(compared(st.just(name), FieldTest), nested=False).map(lambda found: Field(name, found))
    )
)
ROW = st.lists(FIELDS, max_size=4).map(tuple)
DELIMITED = st.builds(DelimitedPattern, ROW, ROW) | st.builds(
    DelimitedPattern, st.lists(FIELDS, min_size=1, max_size=4).map(tuple), st.none()
)
TERMS = st.builds(Term, st.sampled_from(["", "-", "?"]), st.text(max_size=8).map(Phrase) | REGEXES)
TEXT = st.lists(TERMS, max_size=4).map(lambda terms: TextPattern(tuple(terms)))
PATTERNS: st.SearchStrategy[Pattern] = st.one_of(JSON, DELIMITED, TEXT)

WORDS = st.lists(st.sampled_from(list('{}[]()"%$.,=!<>&|*-? \\n0a_1e+')) | st.text(max_size=2), max_size=40).map(
    "".join
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
MESSAGES = st.text() | WORDS | JSON_VALUES.map(json.dumps)


@given(PATTERNS)
def test_what_is_printed_parses_to_the_same(pattern: Pattern) -> None:
    printed = str(pattern)
    again = parse(printed)
    assert again == pattern
    assert str(again) == printed


@given(PATTERNS, MESSAGES)
def test_no_message_breaks_a_pattern(pattern: Pattern, message: str) -> None:
    match = pattern.match(message)
    assert match is None or all(isinstance(text, str) for text in match.fields.values())


@given(st.sampled_from(["", "{ $.", "[", "%", "{ $.a = ", "[a = "]), WORDS, st.sampled_from(["", " }", "]", "%"]))
def test_a_bad_text_is_refused_and_nothing_worse(before: str, middle: str, after: str) -> None:
    try:
        pattern = parse(before + middle + after)
    except PatternError:
        return
    assert parse(str(pattern)) == pattern


@pytest.mark.parametrize(
    "pattern", ["{ " + "(" * 1000 + " }", "{ " + "($.a = 1 || $.b = 1 && " * 60, "[" * 2000, "%" * 2001]
)
def test_deep_and_long_texts_are_refused_too(pattern: str) -> None:
    with pytest.raises(PatternError):
        parse(pattern)


def test_the_deepest_pattern_that_fits_works() -> None:
    depth = 80
    pattern = "{ " + "($.a=1||$.b=1&&" * depth + "$.c=1" + ")" * depth + " }"
    assert parse(pattern).match('{"b": 1, "c": 1}') is not None
    assert parse(str(parse(pattern))) == parse(pattern)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("%a*a*a*a*a*a*a*a*a*a*b%", "a" * 200_000),
        ("%[ab]*a[ab]{50}c%", "ab" * 100_000),
        ("[...]", "[ " * 100_000),
        ("[...]", '" ' * 100_000 + '"'),
        ("[...]", '"\\" ' * 60_000),
        ("[a = *x*, ...]", "[" * 200_000),
        ("{ $.a = 1 }", '{"a":' * 50_000),
        ('"xx" -"yx"', "xy" * 100_000),
    ],
)
def test_no_pattern_takes_long_on_the_longest_message(pattern: str, message: str) -> None:
    parsed = parse(pattern)
    started = time.monotonic()
    parsed.match(message)
    assert time.monotonic() - started < 2
