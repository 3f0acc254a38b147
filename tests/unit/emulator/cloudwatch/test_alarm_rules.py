"""The alarm rules: AWS's published tables, and what must hold whatever the data."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.cloudwatch.rules import COMPARISONS, Datapoint, MissingData, Settings, State, Verdict, evaluate

SETTINGS: tuple[MissingData, ...] = ("missing", "ignore", "breaching", "notBreaching")
STATES: tuple[State, ...] = ("OK", "ALARM", "INSUFFICIENT_DATA")
RETAIN = "retain"
INSUFFICIENT = "INSUFFICIENT_DATA"


def points(drawn: str) -> list[Datapoint | None]:
    """`O` is 0, `X` is 1, `-` is missing; oldest on the left."""
    return [None if mark == "-" else Datapoint(60.0 * n, float(mark == "X")) for n, mark in enumerate(drawn)]


def verdict(drawn: str, needed: int, periods: int, missing: MissingData, state: State = "OK") -> Verdict:
    settings = Settings("GreaterThanThreshold", 0.0, periods, needed, missing)
    return evaluate(settings, points(drawn), state)


# CloudWatch user guide, "How alarm state is evaluated when data is missing": the two tables.
THREE_OF_THREE = [
    ("O-X-X", ("OK", "OK", "OK", "OK")),
    ("O----", ("OK", "OK", "OK", "OK")),
    ("-----", (INSUFFICIENT, RETAIN, "ALARM", "OK")),
    ("OXX-X", ("ALARM", "ALARM", "ALARM", "ALARM")),
    ("--X--", ("ALARM", RETAIN, "ALARM", "OK")),
]
TWO_OF_THREE = [
    ("O-X-X", ("ALARM", "ALARM", "ALARM", "ALARM")),
    ("OOXOX", ("ALARM", "ALARM", "ALARM", "ALARM")),
    ("O-X--", ("OK", "OK", "ALARM", "OK")),
    ("----O", ("OK", "OK", "ALARM", "OK")),
    ("---X-", ("ALARM", RETAIN, "ALARM", "OK")),
]
CELLS = [
    (drawn, needed, missing, expected)
    for needed, table in ((3, THREE_OF_THREE), (2, TWO_OF_THREE))
    for drawn, row in table
    for missing, expected in zip(SETTINGS, row, strict=True)
]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("drawn", "needed", "missing", "expected"), CELLS)
def test_aws_tables(drawn: str, needed: int, missing: MissingData, expected: str, state: State) -> None:
    assert verdict(drawn, needed, 3, missing, state).state == (state if expected == RETAIN else expected)


@pytest.mark.parametrize(("drawn", "expected"), [("----X", INSUFFICIENT), ("---X-", INSUFFICIENT), ("---XO", "OK")])
def test_a_young_breach_is_no_alarm_yet(drawn: str, expected: str) -> None:
    # "the alarm does not go immediately into ALARM state when the data is either - - - - X or - - - X -"
    assert verdict(drawn, 3, 3, "missing").state == expected


def test_the_fill_counts_only_what_is_short_of_n() -> None:
    # "CloudWatch uses missing data points only as few times as possible."
    seen = verdict("O----", 2, 3, "breaching")
    assert (seen.state, seen.filled, len(seen.evaluated)) == ("ALARM", 2, 1)
    assert verdict("OXX-X", 3, 3, "breaching").filled == 0


@pytest.mark.parametrize("missing", SETTINGS)
def test_one_of_one_follows_the_newest_point(missing: MissingData) -> None:
    assert [verdict(drawn, 1, 1, missing).state for drawn in ("--X", "-XO", "XO-", "X--", "OX-")] == [
        "ALARM", "OK", "OK", "ALARM", "ALARM",
    ]  # fmt: skip


def test_the_evaluation_range_is_the_one_aws_names() -> None:
    assert Settings("GreaterThanThreshold", 0, 3, 3).evaluation_range == 5
    assert all(Settings("GreaterThanThreshold", 0, n, n).evaluation_range > n for n in range(1, 100))


@pytest.mark.parametrize(
    ("comparison", "below", "at", "above"),
    [
        ("GreaterThanOrEqualToThreshold", False, True, True),
        ("GreaterThanThreshold", False, False, True),
        ("LessThanThreshold", True, False, False),
        ("LessThanOrEqualToThreshold", True, True, False),
    ],
)
def test_comparisons(comparison: str, below: bool, at: bool, above: bool) -> None:
    settings = Settings(comparison, 20.0, 1, 1)
    assert [settings.breaches(value) for value in (19.9, 20.0, 20.1)] == [below, at, above]


@st.composite
def evaluations(draw: st.DrawFn) -> tuple[Settings, list[Datapoint | None], State]:
    periods = draw(st.integers(1, 12))
    settings = Settings(
        draw(st.sampled_from(sorted(COMPARISONS))),
        draw(st.sampled_from([-1.0, 0.0, 1.0])),
        periods,
        draw(st.integers(1, periods)),
        draw(st.sampled_from(SETTINGS)),
    )
    values = st.one_of(st.none(), st.sampled_from([-2.0, -1.0, 0.0, 1.0, 2.0]))
    drawn = draw(st.lists(values, min_size=settings.evaluation_range, max_size=settings.evaluation_range))
    points = [None if value is None else Datapoint(60.0 * n, value) for n, value in enumerate(drawn)]
    return settings, points, draw(st.sampled_from(STATES))


@given(evaluations())
def test_the_verdict_is_a_state_on_real_points(case: tuple[Settings, list[Datapoint | None], State]) -> None:
    settings, points, state = case
    seen = evaluate(settings, points, state)
    assert seen.state in STATES
    assert set(seen.evaluated) <= set(points)
    assert len(seen.evaluated) + seen.filled == settings.evaluation_periods
    assert list(seen.evaluated) == sorted(seen.evaluated, key=lambda point: point.start_s)


@given(evaluations())
def test_the_state_before_matters_only_to_ignore(case: tuple[Settings, list[Datapoint | None], State]) -> None:
    settings, points, _ = case
    seen = {evaluate(settings, points, state).state for state in STATES}
    assert len(seen) == 1 or (settings.missing_data == "ignore" and seen == set(STATES))


@given(evaluations())
def test_with_enough_real_points_the_setting_does_not_matter(
    case: tuple[Settings, list[Datapoint | None], State],
) -> None:
    settings, points, state = case
    if sum(point is not None for point in points) >= settings.evaluation_periods:
        assert len({evaluate(replace(settings, missing_data=each), points, state).state for each in SETTINGS}) == 1


@given(evaluations())
def test_a_worse_point_never_ends_an_alarm(case: tuple[Settings, list[Datapoint | None], State]) -> None:
    settings, points, state = case
    breaching = 9.0 if settings.comparison.startswith("Greater") else -9.0
    if evaluate(settings, points, state).state == "ALARM":
        for place, point in enumerate(points):
            if point is not None:
                worse = [*points[:place], Datapoint(point.start_s, breaching), *points[place + 1 :]]
                assert evaluate(settings, worse, state).state == "ALARM"


@given(evaluations())
def test_only_no_data_is_insufficient_when_missing_points_are_filled(
    case: tuple[Settings, list[Datapoint | None], State],
) -> None:
    settings, points, state = case
    if settings.missing_data in ("breaching", "notBreaching"):
        assert evaluate(settings, points, state).state != INSUFFICIENT
