"""A failing case, made as small as it gets, and as a test of pytest that shows the failure again."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from harness.campaign.one_run import Work
from harness.campaign.shrinking import smallest

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


@dataclass(frozen=True)
class Case:
    """Which faults happen, in which work, and nothing else."""

    work: Work
    seed: int
    faults: tuple[Mapping[str, Any], ...]
    workload: tuple[Any, ...] | None

    def as_work(self) -> Work:
        """The run of exactly this case."""
        profile = {"seed": self.seed, "only": list(self.faults), **_kept(self.work.faults)}
        workload = None if self.workload is None else list(self.workload)
        return replace(self.work, faults=profile, workload=workload)


def shrunk(case: Case, fails: Callable[[Case], bool]) -> Case:
    """The smallest faults that still fail in the work as it is; then the smallest work under them; then faults again.

    `fails` runs a case. A case that needs no fault at all has none.
    """
    found = replace(case, faults=tuple(smallest(case.faults, lambda part: fails(replace(case, faults=tuple(part))))))
    if found.workload is None:
        return found
    operations = [(number, one) for number, burst in enumerate(found.workload) for one in burst]
    kept = smallest(operations, lambda part: bool(part) and fails(replace(found, workload=_bursts(part))))
    found = replace(found, workload=_bursts(kept))
    return replace(found, faults=tuple(smallest(found.faults, lambda part: fails(replace(found, faults=tuple(part))))))


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
