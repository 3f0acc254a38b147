"""What the command line prints reaches terminals of every encoding."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_without_a_character_shows_a_mark_for_it(encoding: str) -> None:
    printed = "from harness.cli import replace_unprintable_characters as so; so(); print('0 \\u2192 18')"
    command = [sys.executable, "-c", printed]
    answer = subprocess.run(
        command, env={**os.environ, "PYTHONIOENCODING": encoding}, capture_output=True, encoding=encoding, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == "0 ? 18\n"
    assert not answer.stderr


def test_a_reader_that_has_enough_is_no_error() -> None:
    """As `harness scenarios | head` is; without a word about it."""
    line = f"'{sys.executable}' -m harness scenarios; echo code $? >&2"
    answer = subprocess.run(["bash", "-c", f"{{ {line}; }} | head -1"], capture_output=True, text=True, check=True)
    assert answer.stderr == "code 0\n"


def test_without_a_command_there_is_help() -> None:
    answer = subprocess.run([sys.executable, "-m", "harness"], capture_output=True, text=True, check=True)
    assert answer.stdout.startswith("usage: harness")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_of_the_shells_that_knows_the_commands(shell: str) -> None:
    command = [sys.executable, "-m", "harness", "completion", shell]
    script = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "scenario" in script
    if shell == "bash":
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)


HEAVY = {"rich", "botocore", "boto3", "matplotlib", "pytest"}
LOADED = f"import sys; from harness.cli import main; main(['status']); print({HEAVY} & set(sys.modules))"


def test_status_loads_nothing_that_takes_long() -> None:
    answer = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "set()"
