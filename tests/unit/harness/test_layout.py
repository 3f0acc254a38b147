"""Where things stand in a run's picture."""

from harness.plots.layout import lay_out
from harness.run.timeline import Entry, Kind, Timeline
from harness.systems.s3_cleanup.picture import TOTAL


def total(value: int, cloudwatch_s: float) -> Entry:
    return Entry(Kind.OBSERVED, "total", {"bytes": value}, cloudwatch_s=cloudwatch_s)


def test_an_empty_timeline_has_an_empty_picture() -> None:
    layout = lay_out(Timeline(), 60)
    assert (layout.points, layout.falls, layout.series, layout.strips, layout.end_s) == ((), (), (), (), 60.0)


def test_totals_of_one_moment_stand_side_by_side_inside_their_window() -> None:
    layout = lay_out(Timeline([total(0, 120.0), total(18, 120.0), total(46, 120.0), total(18, 180.0)]), 60, TOTAL)
    assert [point.value for point in layout.points] == [0, 18, 46, 18]
    assert [point.x_s for point in layout.points[:3]] == sorted({point.x_s for point in layout.points[:3]})
    assert all(0 <= point.x_s < 60 for point in layout.points[:3])
    assert layout.points[3].x_s == 60.0


def test_deletions_carry_their_names_and_spans_cover_the_picture() -> None:
    timeline = Timeline([total(46, 120.0), total(18, 185.0)])
    timeline.append(
        Entry(
            Kind.OBSERVED,
            "history",
            {"changes": [{"object_name": "a", "size_delta": 46}, {"object_name": "b", "size_delta": -28}]},
        )
    )
    timeline.append(
        Entry(
            Kind.OBSERVED,
            "alarm",
            {"transitions": ["INSUFFICIENT_DATA -> ALARM", "ALARM -> OK"]},
            {"at_s": [180.0, 240.0]},
        )
    )
    layout = lay_out(timeline, 60, TOTAL)
    assert [(fall.before, fall.to.value, fall.name) for fall in layout.falls] == [(46, 18, "b")]
    (strip,) = layout.strips
    assert strip.label == "alarm"
    assert [span.state for span in strip.spans] == ["INSUFFICIENT_DATA", "ALARM", "OK"]
    assert strip.spans[0].from_s == 0
    assert strip.spans[-1].to_s == layout.end_s


def window(number: int, value: float | None, cloudwatch_s: float) -> Entry:
    facts = {"number": number, "saw": {"level": value}, "states": {"a": "OK", "b": "OK"}}
    return Entry(Kind.OBSERVED, "window", facts, cloudwatch_s=cloudwatch_s)  # type: ignore[arg-type]


def alarm(name: str, change: str, at_s: float) -> Entry:
    return Entry(Kind.OBSERVED, "alarm", {"alarm": name, "transitions": [change]}, {"at_s": [at_s]})


def test_windows_without_totals_are_a_series_and_each_alarm_has_its_strip() -> None:
    timeline = Timeline([window(1, None, 180.0), window(2, 30, 241.0)])
    timeline.append(alarm("a", "INSUFFICIENT_DATA -> OK", 180.0))
    timeline.append(alarm("b", "INSUFFICIENT_DATA -> ALARM", 240.0))
    layout = lay_out(timeline, 60)
    (series,) = layout.series
    assert series.label == "level"
    assert [(level.from_s, level.value) for level in series.levels] == [(0.0, None), (60.0, 30)]
    told = {strip.label: [(span.state, span.from_s) for span in strip.spans] for strip in layout.strips}
    assert told == {
        "a": [("INSUFFICIENT_DATA", 0.0), ("OK", 60.0)],
        "b": [("INSUFFICIENT_DATA", 0.0), ("ALARM", 120.0)],
    }
    assert {strip.spans[-1].to_s for strip in layout.strips} == {layout.end_s}


def test_totals_and_windows_share_the_time_axis() -> None:
    layout = lay_out(Timeline([total(0, 125.0), window(1, 12, 180.0)]), 60, TOTAL)
    assert layout.points[0].x_s == 5.0
    assert layout.series[0].levels[0].from_s == 0.0
