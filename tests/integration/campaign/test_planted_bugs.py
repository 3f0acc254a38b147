"""What campaigns are for: a bug in a function is found by few seeds, and made small enough to be understood."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from harness.campaign.results import Result, Results
from harness.home import PROJECT, Home
from tests.integration.campaign.planted import BUGS

MOST_RUNS, AT_ONCE = 200, 5
MOST_FAULTS = 3
NOT_COPIED = ".git", ".venv", ".harness", "runs", "site", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"


class Author:
    """Who works in a copy of the checkout, with the interpreters and layers of this one."""

    def __init__(self, folder: Path) -> None:
        self.checkout, self.store = folder / "checkout", folder / "store"
        copytree(PROJECT, self.checkout, ignore=ignore_patterns(*NOT_COPIED, "__pycache__"))
        (self.checkout / ".harness").mkdir()
        for here in (Home.default().runtimes, Home.default().cache):
            here.mkdir(parents=True, exist_ok=True)
            (self.checkout / ".harness" / here.name).symlink_to(here)

    def types(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """One command of the harness, as the copy has it."""
        return subprocess.run(
            [sys.executable, "-m", "harness", *command, "--store", str(self.store)],
            cwd=self.checkout,
            env={**os.environ, "PYTHONPATH": str(self.checkout)},
            capture_output=True,
            text=True,
            check=False,
        )

    def first_failure(self, scenario: str) -> Result:
        """The first seed that fails, a few at a time."""
        for first in range(1, MOST_RUNS, AT_ONCE):
            said = self.types("campaign", scenario, "--first", str(first), "--runs", str(AT_ONCE), "--workers", "1")
            assert said.returncode in (0, 1), said.stdout + said.stderr
            failed = [each for each in Results(self.store / "campaign.sqlite").all() if each.verdict == "failed"]
            if failed:
                return failed[0]
        raise AssertionError(f"{MOST_RUNS} seeds of {scenario} found nothing")


@pytest.fixture
def author(tmp_path: Path) -> Iterator[Author]:
    """Nothing of theirs is left."""
    author = Author(tmp_path)
    yield author
    assert not list(author.store.glob("emulators/*/engine"))


@pytest.mark.slow
@pytest.mark.proof
@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_found_and_made_small(name: str, author: Author) -> None:
    bug = BUGS[name]
    bug.plant(author.checkout)
    failure = author.first_failure(bug.scenario)
    said = author.types("shrink", str(failure.seed))
    assert said.returncode == 0, said.stdout + said.stderr
    told = re.search(r"(\d+) faults and (\d+) operations are enough", said.stdout)
    assert told is not None, said.stdout
    assert int(told[1]) <= MOST_FAULTS, said.stdout
    assert (author.store / f"test_seed_{failure.seed}.py").is_file()
