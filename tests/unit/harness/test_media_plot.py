"""A run of the media pipeline has a picture of its images on their way and of what requests were answered."""

from pathlib import Path
from struct import unpack
from typing import Any

import pytest

from harness.plots.run_plot import draw_run
from harness.run.store import About, SavedRun
from harness.run.timeline import Entry, Fact, Kind, Timeline
from harness.systems.media_pipeline.driven import moments
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.jobs import Attempt
from harness.systems.media_pipeline.plots.journeys import answers_of, journeys_of, levels
from harness.systems.media_pipeline.plots.picture import PICTURES, draw_media, speed_of, title_of

START_S = 1_700_000_000.0
NAMES = ("requested", "uploaded", "sent", "taken", "ended")


def row(number: int, error: str | None = None, **changed: float) -> dict[str, Any]:
    """How image `number` ended: requested `number` tenths after the start, then a tenth for every moment."""
    at_s = {name: START_S + (number + place) / 10 for place, name in enumerate(NAMES)} | changed
    return {
        "file": f"photo-{number}.jpg",
        "status": "FAILED" if error else "COMPLETED",
        "error": error,
        "moments": {name: value for name, value in at_s.items() if value},
    }


def ends(*rows: dict[str, Any]) -> Entry:
    return Entry(Kind.OBSERVED, "ends", {}, {"rows": list(rows)})


def answer(to: str, status: int, says: str | None) -> Entry:
    facts: dict[str, Fact] = {"to": to, "status": status, "says": says}
    return Entry(Kind.OBSERVED, "answer", facts)


def test_the_stages_of_an_image_follow_one_another() -> None:
    (first, second) = journeys_of(Timeline([ends(row(3, "torn"), row(1))]))
    assert (first.file, second.file) == ("photo-1.jpg", "photo-3.jpg")
    assert [(stage, round(a, 3), round(b, 3)) for stage, a, b in second.stages] == [
        ("uploading", 0.2, 0.3), ("being dispatched", 0.3, 0.4), ("in the queue", 0.4, 0.5),
        ("being processed", 0.5, 0.6),
    ]  # fmt: skip
    assert (second.completed, second.why, round(second.took_s, 3)) == (False, "torn", 0.4)


def test_what_is_not_known_is_part_of_the_stage_before() -> None:
    (only,) = journeys_of(Timeline([ends(row(0, sent=0.0, taken=0.0))]))
    assert [(stage, round(a, 3), round(b, 3)) for stage, a, b in only.stages] == [
        ("uploading", 0.0, 0.1), ("being dispatched", 0.1, 0.4),
    ]  # fmt: skip


def test_a_clock_that_went_back_makes_no_stage_of_negative_length() -> None:
    (only,) = journeys_of(Timeline([ends(row(0, sent=START_S + 0.05))]))
    assert all(from_s <= to_s for _, from_s, to_s in only.stages)


def test_levels() -> None:
    journeys = journeys_of(Timeline([ends(*(row(number) for number in range(20)))]))
    times, counts = levels(journeys, "ended")
    assert (times[0], times[-1], counts[-1]) == (0.4, 2.3, 20)


@pytest.mark.parametrize(
    ("rows", "title", "speed"),
    [
        ([row(0)], "1 image: 1 completed, in 0.4 s", ()),
        (
            [row(0), row(1, "torn")],
            "2 images: 1 completed, 1 failed, in 0.5 s",
            ("from request to end 0.4 s (median), 0.4 s (p95)",),
        ),
    ],
)
def test_titles(rows: list[dict[str, Any]], title: str, speed: tuple[str, ...]) -> None:
    journeys = journeys_of(Timeline([ends(*rows)]))
    assert (title_of(journeys, ()), speed_of(journeys)) == (title, speed)


def test_answers() -> None:
    found = answers_of(Timeline([answer("a path", 400, "no"), answer("well", 200, None)]))
    assert [(each.to, each.status, each.says) for each in found] == [("a path", 400, "no"), ("well", 200, "")]
    assert title_of((), found) == "2 requests and what they were answered"


@pytest.mark.parametrize(
    "entries",
    [
        [ends(row(0))],
        [ends(*(row(number, "the image is truncated or damaged" if number % 2 else None) for number in range(9)))],
        [ends(*(row(number) for number in range(60)))],
        [answer(f"request {number}", 403, "SignatureDoesNotMatch: " + "x" * 200) for number in range(9)],
        [answer("a text", 403, None), ends(row(0, taken=0.0))],
    ],
    ids=["one", "lanes", "curves", "answers", "both"],
)
def test_every_media_run_has_its_picture(entries: list[Entry], tmp_path: Path) -> None:
    about = About("media", "media-pipeline", "stepped", 60, "000000000000", "now")
    drawn = draw_run(
        SavedRun(tmp_path, about, Timeline(entries), (), ()), tmp_path / "plot.png", draw_media
    ).read_bytes()
    assert unpack(">II", drawn[16:24]) == (1600, 900)


def test_the_moments_of_a_job() -> None:
    job = {"createdAt": "2026-01-01T00:00:00.000+00:00", "updatedAt": "2026-01-01T00:00:02.000+00:00"}
    zero = 1767225600.0
    end = Attempt("job", "COMPLETED", 1, ended_s=zero + 1.9, duration_s=0.4)
    assert moments(job, zero + 0.2, zero + 0.5, end) == {
        "requested": zero, "uploaded": zero + 0.2, "sent": zero + 0.5, "taken": zero + 1.5, "ended": zero + 2,
    }  # fmt: skip
    assert moments(job, None, None, None) == {"requested": zero, "ended": zero + 2}


def test_what_was_uploaded_and_what_came_of_it_are_shown(tmp_path: Path) -> None:
    about = About("media", "media-pipeline", "stepped", 60, "000000000000", "now")
    run = SavedRun(tmp_path, about, Timeline([ends(row(0))]), (), ())
    without = draw_run(run, tmp_path / "without.png", draw_media).read_bytes()
    for name in PICTURES:
        (tmp_path / name).write_bytes(photo(1))
    assert draw_run(run, tmp_path / "with.png", draw_media).read_bytes() != without
