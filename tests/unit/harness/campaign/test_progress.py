"""What is told while a campaign goes on: how many are done, and when it ends, by its runs or by its limit in time."""

from io import StringIO

import pytest
from rich.console import Console

from harness.campaign.results import Result
from harness.commands.campaigning import Progress
from harness.run.clock import Stopwatch


class TenSeconds(Stopwatch):
    """It has gone on for that long."""

    elapsed_s = 10.0


@pytest.mark.parametrize(
    ("budget_s", "said"), [(float("inf"), "190 s to go"), (60.0, "50 s to go"), (5.0, "0 s to go")]
)
def test_the_end_is_told_by_runs_or_by_the_limit(budget_s: float, said: str) -> None:
    console = Console(file=StringIO(), width=100)
    Progress(console, 20, budget_s, TenSeconds())(Result(7, "passed"))
    assert console.file.getvalue() == f"  1/20: 1 passed; 6.0 a minute, {said}\n"  # type: ignore[attr-defined]


def test_a_seed_that_does_not_pass_is_named() -> None:
    console = Console(file=StringIO(), width=100)
    Progress(console, 20, 60.0, TenSeconds())(Result(7, "failed", "totals: 3 is not 4\nmore"))
    assert "seed 7: totals: 3 is not 4\n" in console.file.getvalue()  # type: ignore[attr-defined]
