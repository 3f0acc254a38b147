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
    what: str, set_mode: Callable[[str | None], None], took_s: Callable[[], float], rounds: int
) -> Iterator[Figure]:
    """The same work with IAM off and enforced, alternately, which of them first alternating too.

    The ratio is the median of the rounds': what grows or slows down meanwhile is in both parts of one. It stays under
    5 % more. `set_mode` sets the account's, None the default again.
    """
    taken: dict[str, list[float]] = {mode: [] for mode in MODES}
    try:
        for round_ in range(rounds):
            for mode in MODES if round_ % 2 else reversed(MODES):
                set_mode(mode)
                taken[mode].append(took_s())
    finally:
        set_mode(None)
    off, enforced = (tuple(taken[mode]) for mode in MODES)
    yield Figure(f"IAM: {what}, off", off, "s")
    yield Figure(f"IAM: {what}, enforced", enforced, "s")
    ratios = tuple(after / before for before, after in zip(off, enforced, strict=True))
    yield Figure(f"IAM: {what}, enforced over off", ratios, "×", RATIO)
