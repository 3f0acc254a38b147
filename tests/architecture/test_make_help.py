"""`make` alone prints help: with escape codes for a terminal that wants them, and for nobody else."""

import os
import pty
import re
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


def test_the_help_fits_80_columns_and_names_no_interpreter_of_this_machine() -> None:
    told = subprocess.run(HELP, cwd=ROOT, env=OUTSIDE, capture_output=True, text=True, check=True).stdout
    assert [line for line in told.splitlines() if len(line) > 80] == []
    assert "PYTHON=python3 " in told


def test_every_variable_that_the_makefile_reads_is_a_setting_or_its_own() -> None:
    """So that what is typed can be compared with the settings."""
    text = (ROOT / "Makefile").read_text()
    read = set(re.findall(r"\$\(([A-Z_]+)\)", text))
    made = set(re.findall(r"^([A-Z_]+) +[?:]=", text, re.MULTILINE))
    assert read - made == {"MAKE", "MAKEFILE_LIST"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["scenario", "SCENARO=x"], "there is no setting SCENARO; did you mean SCENARIO? `make` lists them"),
        (["up", "port=4567"], "there is no setting port; did you mean PORT? `make` lists them"),
        (["help", "ARGS=--set a=1", "QQQ=1"], "there is no setting QQQ; `make` lists them"),
        (["scenaro"], "there is no target 'scenaro'; did you mean scenario? `make` lists them"),
        (["tests"], "there is no target 'tests'; did you mean test? `make` lists them"),
        (["qqq"], "there is no target 'qqq'; `make` lists them"),
    ],
)
def test_what_is_misspelt_is_refused(typed: list[str], told: str) -> None:
    answer = subprocess.run(
        ["make", "--no-print-directory", *typed], cwd=ROOT, env=OUTSIDE, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 2
    assert told in answer.stderr


@pytest.mark.parametrize("typed", ["ARGS=--set images=7 --keep", "PORT=4567", "PYTHON=python3", "SHELL=/bin/sh"])
def test_every_setting_may_be_typed(typed: str) -> None:
    assert subprocess.run([*HELP, typed], cwd=ROOT, env=OUTSIDE, capture_output=True, check=False).returncode == 0
