"""What the command line prints reaches terminals of every encoding."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_without_a_character_shows_a_mark_for_it(encoding: str) -> None:
    """The labs' texts hold arrows."""
    command = [sys.executable, "-m", "harness", "scenarios"]
    answer = subprocess.run(
        command, env={**os.environ, "PYTHONIOENCODING": encoding}, capture_output=True, encoding=encoding, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert "?" in answer.stdout
    assert not answer.stderr
