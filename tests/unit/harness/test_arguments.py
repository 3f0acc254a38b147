"""The command line: every command that can be typed is carried out, and make types none but those."""

import argparse
import json
import re
from pathlib import Path

import pytest

from harness.arguments import parser
from harness.cli import COMMANDS, fill_in_the_reference
from harness.engines.engine import ENGINES
from harness.pytest_support import settings

MAKEFILE = (Path(__file__).parents[3] / "Makefile").read_text()


def commands() -> set[str]:
    (action,) = (each for each in parser()._actions if isinstance(each, argparse._SubParsersAction))
    return set(action.choices)


def typed_of(name: str) -> set[str]:
    """The options of a command."""
    (action,) = (each for each in parser()._actions if isinstance(each, argparse._SubParsersAction))
    return {option for each in action.choices[name]._actions for option in each.option_strings}


def test_every_command_is_carried_out() -> None:
    assert commands() == COMMANDS.keys()


def test_make_calls_commands_that_there_are() -> None:
    called = set(re.findall(r"\$\(HARNESS\) ([a-z]+)", MAKEFILE))
    assert called
    assert called <= commands()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (["plan"], {"stack": None, "account": "000000000000"}),
        (["apply", "media-pipeline", "--ttl-days", "30"], {"stack": "media-pipeline", "ttl_days": 30}),
        (["scenario", "media-batch", "--set", "images=7"], {"name": "media-batch", "set": [("images", 7)]}),
        (["--port", "4567", "up"], {"port": 4567, "command": "up"}),
    ],
)
def test_what_is_typed_is_understood(typed: list[str], found: dict[str, object]) -> None:
    assert found.items() <= vars(parser().parse_args(typed)).items()


@pytest.mark.parametrize("name", sorted(commands()))
def test_options_of_the_program_may_stand_before_or_after_the_command(name: str) -> None:
    program = ["--port", "4799", "--engine", "embedded", "--quiet"]
    arguments = {"campaign": ["any"], "completion": ["bash"], "draw": ["runs/one"], "init": ["shop"], "shrink": ["7"]}
    needed = arguments.get(name, [])
    before, after = ([*program, name, *needed], [name, *needed, *program])
    assert vars(parser().parse_args(after)) == vars(parser().parse_args(before))


def test_what_is_typed_before_the_command_holds_where_nothing_is_typed_after_it() -> None:
    options = parser().parse_args(["--port", "4799", "--iam", "enforce", "up"])
    assert (options.port, options.iam, options.engine) == (4799, "enforce", "auto")
    assert parser().parse_args(["--port", "4799", "up", "--port", "4800"]).port == 4800


@pytest.mark.parametrize(
    ("typed", "option", "meant"),
    [
        (["plan"], "stack", "s3-cleanup"),
        (["scenario"], "name", "s3-cleanup"),
        (["scenario", "no-rearm"], "name", "no-rearm"),
    ],
)
def test_the_reference_is_meant_where_nothing_is_named(typed: list[str], option: str, meant: str) -> None:
    options = parser().parse_args(typed)
    fill_in_the_reference(options)
    assert getattr(options, option) == meant


@pytest.mark.parametrize(
    "typed", [["--port", "0", "up"], ["scenario", "--set", "images"], ["scenario", "--period", "5"]]
)
def test_what_can_not_be_meant_is_refused(typed: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        parser().parse_args(typed)


def test_engines_are_called_the_same_on_the_command_line_and_in_the_plugin() -> None:
    assert set(settings.ENGINES) == set(ENGINES) - {"auto"}


def test_what_describes_the_json_documents_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["--json-schema"])
    assert ended.value.code == 0
    described = json.loads(capsys.readouterr().out)["$defs"]
    commands_with_it = {name for name in commands() if "--json" in typed_of(name)}
    assert commands_with_it <= set(described)


def test_the_version_goes_where_a_script_reads_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["--version"])
    assert ended.value.code == 0
    said = capsys.readouterr()
    assert re.fullmatch(r"harness \d+\.\d+\.\d+\n", said.out)
    assert said.err == ""
