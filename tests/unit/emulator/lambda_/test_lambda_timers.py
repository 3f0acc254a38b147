"""Timers that share a thread: each goes off once, in its time, unless it is cancelled."""

from queue import Queue

from emulator.lambda_.timers import SharedTimer, Timers

WITHIN_S = 5.0


def test_each_goes_off_the_earlier_first() -> None:
    timers, gone_off = Timers(), Queue[str]()
    SharedTimer(0.2, lambda: gone_off.put("later"), timers).start()
    SharedTimer(0.01, lambda: gone_off.put("sooner"), timers).start()
    assert [gone_off.get(timeout=WITHIN_S), gone_off.get(timeout=WITHIN_S)] == ["sooner", "later"]
    assert len(timers) == 0


def test_a_cancelled_one_never_does() -> None:
    timers, gone_off = Timers(), Queue[str]()
    cancelled = SharedTimer(0.05, lambda: gone_off.put("cancelled"), timers)
    cancelled.start()
    cancelled.cancel()
    SharedTimer(0.1, lambda: gone_off.put("other"), timers).start()
    assert gone_off.get(timeout=WITHIN_S) == "other"
    assert gone_off.empty()


def test_one_that_was_never_started_can_be_cancelled() -> None:
    timers = Timers()
    SharedTimer(0, print, timers).cancel()
    assert len(timers) == 0


def test_one_that_fails_leaves_the_others_be() -> None:
    timers, gone_off = Timers(), Queue[str]()
    SharedTimer(0.01, lambda: 1 / 0, timers).start()
    SharedTimer(0.05, lambda: gone_off.put("other"), timers).start()
    assert gone_off.get(timeout=WITHIN_S) == "other"


def test_a_started_one_can_be_started_anew() -> None:
    timers, gone_off = Timers(), Queue[str]()
    timer = SharedTimer(0.01, lambda: gone_off.put("again"), timers)
    for _ in range(2):
        timer.start()
        assert gone_off.get(timeout=WITHIN_S) == "again"
