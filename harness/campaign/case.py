"""A failing case, made as small as it gets, and as a test of pytest that shows the failure again."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from harness.campaign.one_run import Work
from harness.campaign.shrinking import shortest, smallest

TEST = '''"""Found by a campaign of {scenario}, seed {seed}: {why}"""

import json

import pytest

from harness.testing import ScenarioRun

FAULTS = json.loads(r"""{faults}""")
WORKLOAD = json.loads(r"""{workload}""")


@pytest.mark.emulator_faults(**FAULTS)
def test_seed_{seed}(emulator_scenario: ScenarioRun) -> None:
    emulator_scenario("{scenario}", workload=WORKLOAD, **{parameters})
'''


Fault = Mapping[str, Any]
"""A fault by `kind`, `place`, `what` and `n`."""


@dataclass(frozen=True)
class Case:
    """Which faults happen, in which work, and nothing else."""

    work: Work
    seed: int
    faults: tuple[Fault, ...]
    workload: tuple[Any, ...] | None

    def as_work(self) -> Work:
        """The run of exactly this case."""
        profile = {"seed": self.seed, "only": list(self.faults), **_kept(self.work.faults)}
        workload = None if self.workload is None else list(self.workload)
        return replace(self.work, faults=profile, workload=workload)


Tries = Callable[[Case], Sequence[Fault] | None]
"""Runs a case: the faults that it met when it failed, and None when it passed."""


def shrunk(case: Case, tries: Tries) -> Case:
    """The smallest part of a failing case that still fails.

    The end of the work goes first, which costs the fewest runs; then faults, those of a whole place together at first;
    then single operations, and what faults only they needed. Whatever a failing run didn't meet goes with it. A case
    that fails without any fault has none.
    """
    shrinking = _Shrinking(case, tries)
    shrinking.end_of_the_work()
    if not shrinking.without_faults():
        shrinking.places()
        shrinking.faults()
    if shrinking.operations():
        shrinking.faults()
    return shrinking.case


@dataclass
class _Shrinking:
    """The smallest case that has failed so far."""

    case: Case
    tries: Tries

    def end_of_the_work(self) -> None:
        """As few bursts as fail."""
        if self.case.workload is not None:
            shortest(self.case.workload, lambda part: self._fails(workload=tuple(part)))

    def without_faults(self) -> bool:
        """Whether the work fails by itself."""
        return self._fails(faults=())

    def places(self) -> None:
        """The faults of as few places as fail."""
        places = list(dict.fromkeys(fault["place"] for fault in self.case.faults))
        all_faults = self.case.faults

        def tried(part: list[str]) -> set[str] | None:
            fails = self._fails(faults=tuple(fault for fault in all_faults if fault["place"] in part))
            return {fault["place"] for fault in self.case.faults} if fails else None

        smallest(places, tried)

    def faults(self) -> None:
        """As few faults as fail."""
        smallest(self.case.faults, lambda part: self.case.faults if self._fails(faults=tuple(part)) else None)

    def operations(self) -> bool:
        """As few operations as fail; whether any could go."""
        if self.case.workload is None:
            return False
        operations = [(number, one) for number, burst in enumerate(self.case.workload) for one in burst]
        kept = smallest(operations, lambda part: part if part and self._fails(workload=_bursts(part)) else None)
        return len(kept) < len(operations)

    def _fails(self, **smaller: Any) -> bool:
        """Whether the case with a part of what it has fails; then it is the case from now on, but for what it met."""
        case = replace(self.case, **smaller)
        met = self.tries(case)
        if met is None:
            return False
        self.case = replace(case, faults=tuple(fault for fault in case.faults if fault in met))
        return True


def as_test(case: Case, why: str) -> str:
    """The source of a test module."""
    work = case.as_work()
    faults, workload = (
        json.dumps(work.faults, indent=2, ensure_ascii=False),
        json.dumps(work.workload, ensure_ascii=False),
    )
    return TEST.format(
        scenario=work.scenario, seed=case.seed, why=" ".join(why.split())[:160].replace('"', "'"), faults=faults,
        workload=workload, parameters=dict(work.parameters),
    )  # fmt: skip


def _bursts(operations: Sequence[tuple[int, Any]]) -> tuple[Any, ...]:
    numbers = dict.fromkeys(number for number, _ in operations)
    return tuple([one for number, one in operations if number == each] for each in numbers)


def _kept(profile: Mapping[str, Any]) -> dict[str, Any]:
    """What of a profile says how faults happen, not which: a named profile's own is the emulator's to know."""
    return {name: profile[name] for name in ("name", "late_s", "tries_spared") if name in profile}
