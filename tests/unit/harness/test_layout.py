"""Where things stand in a run's picture."""

from harness.plots.layout import lay_out
from harness.timeline import Entry, Kind, Timeline


def total(value: int, cloudwatch_s: float) -> Entry:
    return Entry(Kind.OBSERVED, "total", {"bytes": value}, cloudwatch_s=cloudwatch_s)


def test_an_empty_timeline_has_an_empty_picture() -> None:
    layout = lay_out(Timeline(), 60)
    assert (layout.points, layout.drops, layout.spans, layout.end_s) == ((), (), (), 60.0)


def test_totals_of_one_moment_stand_side_by_side_inside_their_window() -> None:
    layout = lay_out(Timeline([total(0, 120.0), total(18, 120.0), total(46, 120.0), total(18, 180.0)]), 60)
    assert [point.total for point in layout.points] == [0, 18, 46, 18]
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
    layout = lay_out(timeline, 60)
    assert [(drop.before, drop.to.total, drop.name) for drop in layout.drops] == [(46, 18, "b")]
    assert [span.state for span in layout.spans] == ["INSUFFICIENT_DATA", "ALARM", "OK"]
    assert layout.spans[0].from_s == 0
    assert layout.spans[-1].to_s == layout.end_s
