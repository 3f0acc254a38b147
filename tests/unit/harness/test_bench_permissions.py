"""What IAM costs: modes take turns, and end as they were."""

import pytest

from harness.bench.permissions import enforced_over_off


def test_modes_take_turns_and_the_ratio_is_that_of_each_round() -> None:
    modes: list[str | None] = []
    taken = {"off": 2.0, "enforce": 3.0}

    def took_s() -> float:
        return taken[str(modes[-1])]

    off, enforced, ratio = enforced_over_off("work", modes.append, took_s, 3)
    assert modes == ["enforce", "off", "off", "enforce", "enforce", "off", None]
    assert (off.samples, enforced.samples, ratio.samples) == ((2.0,) * 3, (3.0,) * 3, (1.5,) * 3)
    assert (ratio.unit, ratio.target) == ("×", 1.05)


def test_the_mode_is_the_default_again_when_the_work_fails() -> None:
    modes: list[str | None] = []

    def fails() -> float:
        raise RuntimeError("no emulator")

    with pytest.raises(RuntimeError):
        list(enforced_over_off("work", modes.append, fails, 1))
    assert modes[-1] is None
