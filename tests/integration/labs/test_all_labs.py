"""Every lab: its checks aren't met before its solution is carried out, and are afterwards."""

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from bootstrap.clients import Clients
from bootstrap.stacks import StackOptions
from bootstrap.teardown import teardown
from harness.cli import main
from harness.commands.breaking import book_of
from harness.commands.tools import Surroundings
from harness.labs.model import Lab
from harness.labs.progress import Progress
from harness.labs.work import Desktop, labs
from harness.run.registry import system_named

QUICK = frozenset({"why-queues", "no-rearm", "no-permission-for-s3", "too-wide", "what-it-costs", "all-gone"})
"""One of each kind; the others are slow tests."""
EVERY = [pytest.param(lab, id=name, marks=[pytest.mark.slow] * (name not in QUICK)) for name, lab in labs().items()]


@pytest.mark.parametrize("lab", EVERY)
def test_a_lab_is_done_by_its_solution_and_not_before(clients: Clients, tmp_path: Path, lab: Lab) -> None:
    book, progress = book_of(clients.endpoint), Progress(tmp_path / "progress.json")
    desktop = Desktop(clients.endpoint, clients.account_id, tmp_path / "runs", book, progress)
    stack = system_named(lab.system).stack(StackOptions(account_id=clients.account_id))
    try:
        desktop.begin(lab)
        before = desktop.check(lab, patience_s=0)
        assert [each for each in before if each.is_met] == [], "this is met without anything being done"
        answers = [answer for line in lab.solution if (answer := carried_out(line, desktop, lab))]
        after = desktop.check(lab, answers)
        assert [each for each in after if not each.is_met] == []
        assert desktop.progress.of(clients.account_id)[f"lab {lab.name}"]["verdict"] == "passed"
        assert [each for each in book.broken() if each.account_id == clients.account_id] == []
    finally:
        book.forget(clients.account_id)
        teardown(stack, desktop.clients(lab))


def carried_out(line: str, desktop: Desktop, lab: Lab) -> str:
    """Carry out one line of a solution as a participant does; the answer in it, if it has one."""
    words = shlex.split(line)
    if words[:2] == ["harness", "lab"]:
        assert words[2] == lab.name
        return words[words.index("--answer") + 1]
    if words[0] == "harness":
        where = ["--endpoint", desktop.endpoint.url, *words[1:], "--account", desktop.account_id]
        assert main([*where, *(["--store", str(desktop.store)] if words[1] == "scenario" else [])]) == 0, line
        return ""
    region = desktop.clients(lab).region
    around = Surroundings.of(desktop.endpoint, desktop.account_id, region, os.environ).environment(os.environ)
    done = subprocess.run(
        ["sh", "-ec", line], env={**around, "ACCOUNT": desktop.account_id}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{line}\n{done.stderr}"
    return ""
