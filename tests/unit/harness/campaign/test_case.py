"""A failing case gets small in its faults and in its work, and becomes a test that can be read back."""

import ast
from collections.abc import Sequence
from typing import Any

from harness.campaign.case import Case, Fault, as_test, shrunk
from harness.campaign.one_run import Work

WORK = Work("work", {"name": "heavy", "seed": 7}, {"bursts": 3})


def fault(number: int) -> dict[str, Any]:
    return {"kind": "sqs-late", "place": "q", "what": str(number), "n": 1}


def test_only_what_is_needed_stays() -> None:
    case = Case(WORK, 7, tuple(map(fault, range(20))), ([["put", "a", 1], ["put", "b", 2]], [["delete", "a"]]))

    def tries(smaller: Case) -> Sequence[Fault] | None:
        needed = fault(3) in smaller.faults and fault(11) in smaller.faults
        done = [one for burst in smaller.workload or () for one in burst]
        return smaller.faults if needed and ["delete", "a"] in done else None

    found = shrunk(case, tries)
    assert found.faults == (fault(3), fault(11))
    assert found.workload == ([["delete", "a"]],)


def test_work_that_nobody_generates_stays_as_it_is() -> None:
    case = Case(WORK, 7, (fault(1), fault(2)), None)
    found = shrunk(case, lambda smaller: smaller.faults if fault(2) in smaller.faults else None)
    assert (found.faults, found.workload) == ((fault(2),), None)


def test_work_that_fails_by_itself_needs_no_fault() -> None:
    case = Case(WORK, 7, (fault(1), fault(2)), ([["put", "a", 1]], [["delete", "a"], ["put", "b", 1]]))
    found = shrunk(case, lambda smaller: smaller.faults if ["delete", "a"] in smaller.workload[-1] else None)  # type: ignore[index]
    assert (found.faults, found.workload) == ((), ([["delete", "a"]],))


def test_few_runs_for_two_faults_of_one_place_among_many() -> None:
    faults = tuple({**fault(number), "place": f"q{number % 10}"} for number in range(80))
    case, runs = Case(WORK, 7, faults, tuple([["put", "a", number]] for number in range(8))), []

    def tries(smaller: Case) -> Sequence[Fault] | None:
        runs.append(smaller)
        assert smaller.workload is not None
        needed = faults[13] in smaller.faults and faults[43] in smaller.faults
        if not needed or ["put", "a", 4] not in [one for burst in smaller.workload for one in burst]:
            return None
        # What comes after the fifth burst is met by none that is left out.
        return smaller.faults if len(smaller.workload) > 5 else [each for each in smaller.faults if each in faults[:50]]

    found = shrunk(case, tries)
    assert found.faults == (faults[13], faults[43])
    assert len(runs) < 40


def test_a_case_is_a_test() -> None:
    case = Case(WORK, 7, (fault(1),), ([["put", "ü", 1]],))
    source = as_test(case, 'totals: "3" is not 4\nmore')
    module = ast.parse(source)
    assert "test_seed_7" in [each.name for each in module.body if isinstance(each, ast.FunctionDef)]
    space: dict[str, Any] = {}
    exec(source.replace("import pytest", "import pytest, typing"), space)
    assert space["FAULTS"]["only"] == [fault(1)]
    assert space["FAULTS"]["name"] == "heavy"
    assert space["WORKLOAD"] == [[["put", "ü", 1]]]
