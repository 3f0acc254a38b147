"""What IAM costs: a decision by itself, and whatever a system does with IAM off and enforced, in turn."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator

from harness.bench.figures import Figure
from harness.home import PROJECT

DECISION_US, RATIO = 50.0, 1.05
MODES = ("off", "enforce")


def decisions() -> Iterator[Figure]:
    """The evaluator alone, in a process of its own."""
    command = [sys.executable, "-m", "emulator.iam.pace"]
    told = json.loads(subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True).stdout)
    yield Figure("IAM: a decision, remembered", (told["remembered_us"],), "µs", DECISION_US)
    yield Figure("IAM: a decision, anew", (told["anew_us"],), "µs")


def enforced_over_off(
    what: str,
    set_mode: Callable[[str | None], None],
    took_s: Callable[[], float],
    used_s: Callable[[], float],
    rounds: int,
) -> Iterator[Figure]:
    """The same work with IAM off and enforced, alternately, which of them first alternating too.

    The ratios are the medians of the rounds': what grows or slows down meanwhile is in both parts of one. They stay
    under 5 % more. `set_mode` sets the account's, None the default again; `took_s` does the work, `used_s` is the
    emulator's CPU time so far.
    """
    taken: dict[str, list[float]] = {mode: [] for mode in MODES}
    used: dict[str, list[float]] = {mode: [] for mode in MODES}
    try:
        for round_ in range(rounds):
            for mode in MODES if round_ % 2 else reversed(MODES):
                set_mode(mode)
                before_s = used_s()
                taken[mode].append(took_s())
                used[mode].append(used_s() - before_s)
    finally:
        set_mode(None)
    off, enforced = (tuple(taken[mode]) for mode in MODES)
    yield Figure(f"IAM: {what}, off", off, "s")
    yield Figure(f"IAM: {what}, enforced", enforced, "s")
    yield Figure(f"IAM: {what}, enforced over off", _ratios(off, enforced), "×", RATIO)
    cpu = _ratios(*(tuple(used[mode]) for mode in MODES))
    yield Figure(f"IAM: {what}, enforced over off, CPU of the emulator", cpu, "×", RATIO)


def _ratios(before: tuple[float, ...], after: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(then / now for now, then in zip(before, after, strict=True))
