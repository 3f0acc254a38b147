"""`python -m bootstrap`: a stack is created on the emulator that is up, by the interpreter that has what it takes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap.audit import inventory
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.home import PROJECT


def typed(*arguments: str, command: tuple[str, ...] = ("-m", "bootstrap")) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *command, *arguments], cwd=PROJECT, env={**os.environ, "COLUMNS": "80"},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_every_resource_is_there_and_a_second_time_changes_nothing(endpoint: Endpoint, clients: Clients) -> None:
    arguments = ("missing-data", "--endpoint", endpoint.url, "--account", clients.account_id)
    first = typed(*arguments)
    assert (first.returncode, first.stderr) == (0, "")
    there = inventory(clients)
    assert len(there) > 0
    assert typed(*arguments).returncode == 0
    assert inventory(clients) == there


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--help"], 0, "Create every resource of a stack on the emulator that is up"),
        (["nope", "--endpoint", "{up}"], 2, "there is no stack 'nope'"),
        (["--endpoint", "http://127.0.0.1:1", "--timeout", "0.1"], 1, "no emulator is up after 0.1 s"),
        (["--endpoint", "https://s3.amazonaws.com"], 2, "is AWS; the harness talks to local emulators only"),
    ],
)
def test_what_can_not_be_done_is_one_line(endpoint: Endpoint, arguments: list[str], code: int, says: str) -> None:
    answer = typed(*(each.format(up=endpoint.url) for each in arguments))
    assert answer.returncode == code
    assert says in " ".join((answer.stdout + answer.stderr).split())
    assert "Traceback" not in answer.stderr


def test_an_interpreter_without_what_it_takes_hands_over_to_the_one_that_has(tmp_path: Path) -> None:
    answer = typed(
        "--help", command=("-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(PROJECT)!r}); " + HANDS_OVER)
    )
    assert answer.returncode == 0, answer.stderr
    assert "Create every resource" in answer.stdout


HANDS_OVER = "import runpy; runpy.run_module('bootstrap', run_name='__main__')"
"""Without site-packages there is no boto3."""
