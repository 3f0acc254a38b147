"""`make` alone prints help: with escape codes for a terminal that wants them, and for nobody else."""

import os
import pty
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HELP = ["make", "--no-print-directory", "help"]
MAKES_OWN = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
OUTSIDE = {name: value for name, value in os.environ.items() if name not in MAKES_OWN}
"""As in a shell, also where make runs the tests."""


def on_a_terminal(**variables: str) -> str:
    """What `make help` prints to a terminal."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in OUTSIDE.items() if name not in ("NO_COLOR", "TERM")}
    with subprocess.Popen(HELP, cwd=ROOT, env={**environment, **variables}, stdout=theirs) as process:
        os.close(theirs)
        read = b""
        while chunk := _chunk(ours):
            read += chunk
        assert process.wait(30) == 0
    os.close(ours)
    return read.decode()


def _chunk(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so once nobody has the other end
        return b""


def test_a_terminal_gets_bold_names() -> None:
    assert "\033[1mscenario" in on_a_terminal(TERM="xterm").replace(" ", "")


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"TERM": "xterm", "NO_COLOR": "1"}, {}], ids=str)
def test_who_wants_none_gets_no_escape_codes(variables: dict[str, str]) -> None:
    assert "\033" not in on_a_terminal(**variables)


def test_a_pipe_gets_plain_lines_and_may_close_early() -> None:
    whole = subprocess.run(HELP, cwd=ROOT, env={**OUTSIDE, "TERM": "xterm"}, capture_output=True, text=True, check=True)
    assert "\033" not in whole.stdout
    cut = subprocess.run(
        ["sh", "-c", f"{' '.join(HELP)} | head -1"], cwd=ROOT, env=OUTSIDE, capture_output=True, text=True, check=True
    )
    assert cut.stderr == ""
