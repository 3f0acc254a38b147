"""The driver: the reference timeline on a simulated system, and what it says when a step doesn't come."""

import pytest

from reference_run.contents import ASSIGNMENT1, ASSIGNMENT2, ASSIGNMENT3, CONTENTS
from reference_run.reference_run import Account, ReferenceRun
from reference_run.waiting import RESERVE_S, StepError, Waiting
from reference_run.world import Picture
from tests.unit.lambdas.s3_cleanup.lines import Lines
from tests.unit.lambdas.s3_cleanup.simulated_system import PNG, SimulatedSystem

LINES = Lines()


def run(system: SimulatedSystem, lines: Lines = LINES) -> Account:
    waiting = Waiting(system.time_left, system.monotonic, system.sleep)
    return ReferenceRun(system, waiting, system.period_s, lines).run()


def failure(system: SimulatedSystem) -> str:
    with pytest.raises(StepError) as caught:
        run(system)
    return str(caught.value)


def test_the_contents_have_the_sizes_of_the_timeline() -> None:
    assert {name: len(content) for name, content in CONTENTS.items()} == {
        "assignment1.txt": 18,
        "assignment2.txt": 28,
        "assignment3.txt": 2,
    }


@pytest.mark.parametrize("period_s", [10, 60])
@pytest.mark.parametrize("state", ["OK", "INSUFFICIENT_DATA"])
@pytest.mark.parametrize("ahead_s", [-31.0, 0.0, 7.0, 10_000_000.0])
def test_the_account_of_a_run(period_s: int, state: str, ahead_s: float) -> None:
    system = SimulatedSystem(period_s, state, ahead_s)
    lines = Lines()
    steps = [
        {"step": "empty", "total": 0},
        {"step": "assignment1.txt uploaded", "total": 18},
        {"step": "assignment2.txt uploaded", "total": 46},
        {"step": "assignment2.txt removed by the cleaner", "total": 18},
        {"step": "assignment3.txt uploaded", "total": 20},
        {"step": "assignment1.txt removed by the cleaner", "total": 2},
    ]
    assert run(system, lines) == {
        "totals": [0, 18, 46, 18, 20, 2],
        "steps": steps,
        "objects": ["assignment3.txt"],
        "plot": {"status": 200, "content_type": "image/png", "bytes": len(PNG)},
    }
    assert lines.all == [{"event": "step_reached", **step} for step in steps]


def test_an_alarm_that_is_still_in_alarm_is_waited_for() -> None:
    system = SimulatedSystem(alarm_state="ALARM")
    system.datapoint_later(70.0, 1)
    run(system)
    assert [state for _, _, state in system.uploads] == ["OK", "OK", "OK"]


@pytest.mark.parametrize("ahead_s", [-31.0, 0.0, 7.0])
def test_it_starts_with_a_metric_window_by_cloudwatch_s_time(ahead_s: float) -> None:
    system = SimulatedSystem(60, cloudwatch_ahead_s=ahead_s)
    run(system)
    first, second = system.uploads[0][1], system.uploads[1][1]
    assert first % 60 < 7
    assert first // 60 == second // 60


def test_a_window_that_has_just_begun_is_used() -> None:
    system = SimulatedSystem(60, cloudwatch_ahead_s=0)
    system.now_s = 60 * 20_000 + 2.0
    system.sleep(0)
    run(system)
    assert system.uploads[0][1] == pytest.approx(60 * 20_000 + 2.0)


def test_a_jump_of_cloudwatch_s_time_is_noticed_at_once() -> None:
    system = SimulatedSystem(60, cloudwatch_ahead_s=0)
    started = system.now_s
    naps = 0

    def nap(seconds: float) -> None:
        nonlocal naps
        naps += 1
        system.cloudwatch_ahead_s += 60 if naps % 8 == 0 else 0
        system.sleep(seconds)

    ReferenceRun(system, Waiting(system.time_left, system.monotonic, nap), 60, LINES).run()
    assert system.now_s - started < 30


def test_the_third_upload_waits_until_the_alarm_has_left_alarm() -> None:
    system = SimulatedSystem()
    run(system)
    assert [(name, state) for name, _, state in system.uploads] == [
        (ASSIGNMENT1, "OK"),
        (ASSIGNMENT2, "OK"),
        (ASSIGNMENT3, "OK"),
    ]


def test_an_earlier_run_s_history_is_left_out() -> None:
    system = SimulatedSystem()
    system.record("earlier", 7)
    system.record("earlier", -7)
    assert run(system)["totals"] == [0, 18, 46, 18, 20, 2]


def test_a_bucket_that_is_not_empty_is_refused() -> None:
    system = SimulatedSystem()
    system.sizes["left.txt"] = 3
    assert failure(system) == (
        "start: the bucket must be empty and the total 0; the objects are ['left.txt'], the total is 0; "
        "delete the objects and wait until their events are recorded"
    )
    assert system.uploads == []


def test_a_total_that_is_not_zero_is_refused() -> None:
    system = SimulatedSystem()
    system.record("left.txt", 3)
    assert "the objects are [], the total is 3" in failure(system)


def test_an_alarm_that_stays_in_alarm_is_named() -> None:
    system = SimulatedSystem(alarm_state="ALARM")
    assert failure(system) == "alarm out of ALARM at the start: not reached in 420 s; last seen: alarm ALARM"


def test_a_cleaner_that_does_not_come_is_named_with_what_was_seen() -> None:
    system = SimulatedSystem(period_s=10)
    system.cleaner_works = False
    assert failure(system) == (
        "cleaner removes assignment2.txt: not reached in 120 s; "
        "last seen: objects ['assignment1.txt', 'assignment2.txt'], alarm ALARM"
    )


def test_an_event_that_does_not_come_is_named_with_what_was_seen() -> None:
    system = SimulatedSystem()
    system.event_delay_s = 1e9
    assert failure(system) == (
        "assignment1.txt uploaded: not reached in 60 s; last seen: the history shows the totals [], expected [18]"
    )


def test_a_stranger_s_change_is_named_at_once() -> None:
    system = SimulatedSystem()
    upload = system.upload

    def with_a_stranger(name: str, content: bytes) -> None:
        upload(name, content)
        system.record("stranger.txt", 5)

    system.upload = with_a_stranger  # type: ignore[method-assign]
    assert failure(system) == (
        "assignment1.txt uploaded: the history shows the totals [5], expected [18]; does another run?"
    )


def test_no_wait_outlives_the_function() -> None:
    system = SimulatedSystem()
    system.cleaner_works = False
    system.remaining_s = 100.0
    assert failure(system).startswith("cleaner removes assignment2.txt: not reached in ")
    assert RESERVE_S - 1 <= system.remaining_s <= RESERVE_S


@pytest.mark.parametrize(
    "answer",
    [
        Picture(502, "application/json", b'{"message": "Internal server error"}'),
        Picture(200, "text/plain", b"aVZCT1J3MEtHZ28"),
    ],
)
def test_a_plot_that_is_no_picture_is_an_error(answer: Picture) -> None:
    system = SimulatedSystem()
    system.answer = answer
    message = failure(system)
    assert f"plot: the API answered {answer.status} {answer.content_type}" in message
    assert repr(answer.body) in message
