"""What the command line says of itself, as somebody has looked at it, in 80 columns."""

import argparse
from pathlib import Path

import pytest

from harness.arguments import parser
from harness.arguments.help import GROUPS

GOLDEN = Path(__file__).parents[2] / "golden" / "help.txt"
COLUMNS = 80


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(COLUMNS))


def commands() -> dict[str, argparse.ArgumentParser]:
    (action,) = (each for each in parser()._actions if isinstance(each, argparse._SubParsersAction))
    return dict(action.choices)


def whole() -> str:
    """The help of the program and of each command."""
    return "\n".join(
        [parser().format_help(), *(f"$ {each.prog}\n{each.format_help()}" for each in commands().values())]
    )


def test_help_is_as_it_was_looked_at() -> None:
    """A change is to be looked at, then put into the file."""
    assert whole() == GOLDEN.read_text()


def test_no_line_is_wider_than_a_terminal() -> None:
    assert [line for line in whole().splitlines() if len(line) > COLUMNS] == []


def test_every_command_stands_in_one_group() -> None:
    named = [name for names in GROUPS.values() for name in names]
    assert sorted(named) == sorted(commands())


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["sceanrio"], "invalid choice: 'sceanrio'; did you mean 'scenario'?"),
        (["--engine", "contaner", "up"], "invalid choice: 'contaner'; did you mean 'container'?"),
        (["scenario", "--clock", "steped"], "invalid choice: 'steped'; did you mean 'stepped'?"),
        (["scenario", "--keeep"], "unrecognized arguments: --keeep"),
    ],
)
def test_what_is_mistyped_is_told_in_one_line(typed: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        parser().parse_args(typed)
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
