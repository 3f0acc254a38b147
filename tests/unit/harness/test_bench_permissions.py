"""What IAM costs: modes take turns, and end as they were."""

import pytest

from harness.bench.permissions import enforced_over_off


def test_modes_take_turns_and_the_ratios_are_those_of_each_round() -> None:
    modes: list[str | None] = []
    used = [0.0]

    def took_s() -> float:
        is_off = modes[-1] == "off"
        used.append(used[-1] + (1.0 if is_off else 1.25))
        return 2.0 if is_off else 3.0

    off, enforced, ratio, cpu = enforced_over_off("work", modes.append, took_s, lambda: used[-1], 3)
    assert modes == ["enforce", "off", "off", "enforce", "enforce", "off", None]
    assert (off.samples, enforced.samples, ratio.samples) == ((2.0,) * 3, (3.0,) * 3, (1.5,) * 3)
    assert cpu.samples == (1.25,) * 3
    assert [(each.unit, each.target) for each in (ratio, cpu)] == [("×", 1.05)] * 2


def test_the_mode_is_the_default_again_when_the_work_fails() -> None:
    modes: list[str | None] = []

    def fails() -> float:
        raise RuntimeError("no emulator")

    with pytest.raises(RuntimeError):
        list(enforced_over_off("work", modes.append, fails, lambda: 0.0, 1))
    assert modes[-1] is None
