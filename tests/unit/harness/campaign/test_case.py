"""A failing case gets small in its faults and in its work, and becomes a test that can be read back."""

import ast
from typing import Any

from harness.campaign.case import Case, as_test, shrunk
from harness.campaign.one_run import Work

WORK = Work("work", {"name": "heavy", "seed": 7}, {"bursts": 3})


def fault(number: int) -> dict[str, Any]:
    return {"kind": "sqs-late", "place": "q", "what": str(number), "n": 1}


def test_only_what_is_needed_stays() -> None:
    case = Case(WORK, 7, tuple(map(fault, range(20))), ([["put", "a", 1], ["put", "b", 2]], [["delete", "a"]]))

    def fails(smaller: Case) -> bool:
        needed = fault(3) in smaller.faults and fault(11) in smaller.faults
        return needed and ["delete", "a"] in [one for burst in smaller.workload or () for one in burst]

    found = shrunk(case, fails)
    assert found.faults == (fault(3), fault(11))
    assert found.workload == ([["delete", "a"]],)


def test_work_that_nobody_generates_stays_as_it_is() -> None:
    found = shrunk(Case(WORK, 7, (fault(1), fault(2)), None), lambda case: fault(2) in case.faults)
    assert (found.faults, found.workload) == ((fault(2),), None)


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
