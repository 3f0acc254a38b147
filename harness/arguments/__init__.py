"""Every command of the command line with its options. Nothing is imported here that only running a command takes."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from bootstrap.model.scope import DEFAULT_ACCOUNT, DEFAULT_REGION
from harness.arguments.help import Parser, RootParser
from harness.arguments.values import (
    count,
    days,
    emulators,
    file,
    folder,
    minutes,
    mystery,
    parameter,
    port,
    runs,
    scheduler,
    seconds,
    seed,
    setting,
)  # fmt: skip
from harness.engines.engine import ENGINES, IAM_MODES

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parent / "docs" / "commands.schema.json"
JSON_SCHEMA = _CHECKOUT if _CHECKOUT.is_file() else _PACKAGE / "data" / "commands.schema.json"
"""Describes the document of each command that takes `--json`; a wheel carries it in the package."""

Add = Callable[[str, str], argparse.ArgumentParser]
"""Adds a command of that name, with what it does in a few words."""


class _JsonSchema(argparse.Action):
    """Prints what describes the documents of `--json`, and ends."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        sys.stdout.write(JSON_SCHEMA.read_text())
        parser.exit()


class _Version(argparse.Action):
    """Prints the version of the installed package, which takes a moment to find, and ends."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        sys.stdout.write(f"harness {version('emulation-harness')}\n")
        parser.exit()


def parser() -> argparse.ArgumentParser:
    """The parser; what it makes has the command's name as `command`, None when none was typed."""
    root = RootParser(prog="harness", description="A local-first emulation harness on LocalStack.")
    _add_program_options(root)
    root.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    root.add_argument("--json-schema", action=_JsonSchema, nargs=0, help="print what describes each --json, and exit")
    add = _adder(root.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser))
    _add_emulator(add)
    _add_stacks(add)
    _add_removals(add)
    _add_cost(add)
    _add_iam(add)
    _add_diagnosis(add)
    _add_scenarios(add)
    _add_workshop(add)
    _add_tools(add)
    return root


def _add_program_options(root: argparse.ArgumentParser) -> None:
    """The options that every command takes."""
    root.add_argument(
        "--engine", default="auto", choices=ENGINES, help="how to have an emulator (default: %(default)s)"
    )
    root.add_argument("--endpoint", default=None, help="the emulator that is up there, such as http://127.0.0.1:4566")
    root.add_argument("--port", type=port, default=None, help="the emulator's port on 127.0.0.1 (default: 4566)")
    root.add_argument(
        "--emulators", type=emulators, default=1, metavar="NUMBER",
        help="so many side by side, or auto, for runs and people to share (default: 1)",
    )  # fmt: skip
    root.add_argument("--iam", choices=IAM_MODES, help="what the emulator does with IAM's decisions from now on")
    root.add_argument("--quiet", action="store_true", help="print results and errors only")
    root.add_argument("--debug", action="store_true", help="show where an error came from")


def _also_after_the_command(command: argparse.ArgumentParser) -> None:
    """Let the program's options stand after the command too: what isn't typed there changes nothing."""
    _add_program_options(command)
    for action in command._actions:
        if action.dest != "help":
            action.default, action.help = argparse.SUPPRESS, argparse.SUPPRESS


def _add_emulator(add: Add) -> None:
    """The commands about the emulator itself."""
    add("up", "start the emulator")
    add("down", "stop the emulator; nothing of it is left")
    add("restart", "stop the emulator and start it anew, empty")
    _json(add("status", "say what is up, and where"))
    waiting = add("wait", "wait until an emulator is up, started by whomever")
    waiting.add_argument(
        "--timeout", type=seconds, default=60.0, metavar="SECONDS", help="give up after so long (default: 60)"
    )
    logs = add("logs", "print the emulator's log")
    logs.add_argument("--tail", type=count, default=200, metavar="LINES", help="the last so many (default: 200)")
    logs.add_argument("--lines", dest="tail", type=count, help=argparse.SUPPRESS)
    logs.add_argument("--follow", action="store_true", help="go on as it grows, until Ctrl-C or the emulator's end")


def _add_stacks(add: Add) -> None:
    """The commands that make a stack."""
    planning = _json(add("plan", "show what creating a stack would do, without doing it"))
    _add_stack(planning, "the account to look at")
    _add_stack_options(planning)
    applying = _json(add("apply", "create a stack, leave it standing, and say where it answers"))
    _add_stack(applying, "the account it is made in")
    _add_stack_options(applying)
    verifying = _json(add("verify", "tick off what stands of a stack, by its guide's check-list"))
    _add_stack(verifying, "the account to look at")
    _add_stack_options(verifying)
    verifying.add_argument("--try", action="store_true", dest="tries", help="use it from end to end as well")
    verifying.add_argument("--gone", action="store_true", help="tick off what is gone; exit code 3 when any stands")


def _add_scenarios(add: Add) -> None:
    run = _json(add("scenario", "run a system through its story, judge it and draw it"))
    run.add_argument("name", nargs="?", help="which one; `harness scenarios` lists them (default: the reference one)")
    run.add_argument(
        "--clock", default="stepped", choices=["stepped", "real"], help="CloudWatch's clock (default: %(default)s)"
    )
    run.add_argument(
        "--period", type=int, default=60, choices=[10, 60], help="the alarm's period in seconds (default: %(default)s)"
    )
    run.add_argument("--runs", type=runs, default=1, help="how many times in a row (default: %(default)s)")
    run.add_argument("--account", default=DEFAULT_ACCOUNT, help="the account to run in (default: %(default)s)")
    run.add_argument(
        "--set", type=setting, action="append", default=[], metavar="NAME=NUMBER",
        help="a number of the scenario's, such as images=200; `harness scenarios` tells which it has",
    )  # fmt: skip
    run.add_argument(
        "--faults", metavar="PROFILE",
        help="inject faults: light, heavy, none, or a JSON object or file of one; docs/faults.md tells the rest",
    )  # fmt: skip
    run.add_argument("--seed", type=seed, help="which faults, and which work where that is generated (default: 1)")
    run.add_argument(
        "--workload", metavar="JSON", help="what a scenario with generated work does instead: JSON, or a file of it"
    )
    _add_stack_options(run)
    _add_template(run)
    run.add_argument("--keep", action="store_true", help="leave the stack standing")
    _add_store(run)
    _add_campaigns(add)
    listing = add("scenarios", "list the scenarios, or print the text of one")
    listing.add_argument("scenario", nargs="?", metavar="NAME", help="this one's text (default: a line of each)")
    draw = add("draw", "draw a saved run again, from what it saved")
    draw.add_argument("folder", type=Path, help="a folder below runs/")


def _add_campaigns(add: Add) -> None:
    """The commands that run a scenario under many seeds, and make a failure of it small."""
    many = add("campaign", "run a scenario under many seeds, and say which don't pass")
    many.add_argument(
        "name",
        nargs="?",
        help="a scenario, other work under each seed where its work is generated (default: the reference one)",
    )
    many.add_argument("--runs", type=runs, default=20, help="so many seeds, from --first on (default: %(default)s)")
    many.add_argument("--first", type=seed, default=1, metavar="SEED", help="the first one (default: %(default)s)")
    many.add_argument("--faults", default="heavy", metavar="PROFILE", help="as of scenario (default: %(default)s)")
    many.add_argument("--workers", type=emulators, default=0, help="emulators at once, or auto (default: auto)")
    many.add_argument(
        "--scheduler",
        type=scheduler,
        default="",
        metavar="ADDRESS",
        help="run on a Dask cluster, such as tcp://10.0.0.1:8786",
    )
    many.add_argument("--minutes", type=minutes, default=None, help="begin no run after so long (default: no limit)")
    many.add_argument(
        "--set",
        type=setting,
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        help="a number of the scenario's",
    )
    shrinking = add("shrink", "make a campaign's failing seed small, as a test")
    shrinking.add_argument("seed", type=seed, help="a seed that didn't pass")
    shrinking.add_argument("--output", type=file, default=None, metavar="FILE", help="the test (default: beside it)")
    for command in (many, shrinking):
        command.add_argument(
            "--store", type=folder, default=Path("runs/campaign"), help="the campaign's folder (default: %(default)s)"
        )


def _add_tools(add: Add) -> None:
    """What is about other programs than the emulator."""
    beginning = add("init", "begin a project: a template, a function, tests, a CI file")
    beginning.add_argument("folder", type=Path, metavar="NAME", help="a new folder, which names the project")
    for name, text in (
        ("env", "print what makes your own tools talk to the emulator"),
        ("shell", "open a shell whose tools talk to the emulator"),
    ):
        tools = add(name, text)
        tools.add_argument("--region", default=DEFAULT_REGION, help="the region (default: %(default)s)")
        tools.add_argument("--account", default=DEFAULT_ACCOUNT, help="the account (default: %(default)s)")
        if name == "env":
            tools.add_argument("--fish", action="store_true", help="for fish; else for bash, zsh and other shells")
        if name == "shell":
            tools.add_argument("-c", dest="line", metavar="LINE", help="run this line in it, and leave")
    _json(add("fidelity", "say where what runs here differs from AWS"))
    completing = add("completion", "print a script that completes commands in your shell")
    completing.add_argument("shell", choices=["bash", "zsh", "fish"], help="which shell")
    add("install-runtimes", "install what functions need, for each Python of this machine")


def _json(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument(
        "--json", action="store_true", help="print one JSON document instead; `harness --json-schema` describes it"
    )
    return command


def _add_stack(command: argparse.ArgumentParser, account: str) -> None:
    command.add_argument("stack", nargs="?", help="which one (default: the reference one); of a template, its name")
    _add_template(command)
    command.add_argument("--account", default=DEFAULT_ACCOUNT, help=f"{account} (default: %(default)s)")


def _add_store(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--store", type=folder, default=Path("runs"), help="where runs are saved (default: %(default)s)"
    )


def _add_template(command: argparse.ArgumentParser, region: bool = True) -> None:
    """What makes a template the command's stack; `region` unless the command has that option already."""
    command.add_argument(
        "--template", type=Path, metavar="PATH", help="the stack of this template: CloudFormation, SAM, or cdk.out"
    )
    command.add_argument(
        "--parameter",
        type=parameter,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="one of the template's",
    )
    if region:
        command.add_argument("--region", default="", help="where the template's stack is (default: us-east-1)")


STACK_OPTIONS = {
    "retention_days": "keep log events so many days (default: for ever)",
    "lifecycle_days": "let what buckets needn't keep expire after so many days (default: never)",
    "ttl_days": "let records of tables expire after so many days (default: never)",
}
"""What a user may choose of `bootstrap.stacks.options.StackOptions`, with the help text."""


def _add_stack_options(command: argparse.ArgumentParser) -> None:
    for name, text in STACK_OPTIONS.items():
        command.add_argument(f"--{name.replace('_', '-')}", type=days, metavar="DAYS", help=text)


def stack_options_in(options: argparse.Namespace) -> dict[str, int]:
    """Those of a stack's options that were given."""
    return {name: value for name in STACK_OPTIONS if (value := getattr(options, name, None)) is not None}


def _add_removals(add: Add) -> None:
    """The commands that look at what is there and take it away."""
    removing = _json(add("teardown", "take a stack down from any state, and prove that it is gone"))
    _add_stack(removing, "the account it is in")
    removing.add_argument(
        "--guided", action="store_true", help="one step at a time, with what is there before and after"
    )
    removing.add_argument("--yes", action="store_true", help="don't wait for Enter between guided steps")
    removing.add_argument("--order", action="store_true", help="only print the steps and what goes in each")
    auditing = _json(add("audit", "list what the emulator holds, in every region, and whose"))
    auditing.add_argument("--empty", action="store_true", help="end with exit code 3 when something of ours is there")
    auditing.add_argument("--account", default=None, help="only this account (default: every one that holds something)")
    auditing.add_argument("--tag", default=None, metavar="KEY[=VALUE]", help="list only what carries this tag")
    auditing.add_argument("--every-region", action="store_true", help="list also regions that were never used")
    emptying = add("emergency", "remove everything of ours, fast, going past failures")
    emptying.add_argument("--account", default=None, help="only this account (default: every one that holds something)")


def _add_iam(add: Add) -> None:
    """The command that shows permissions."""
    showing = _json(add("iam", "say what roles were granted, used and lack"))
    showing.add_argument(
        "stack", nargs="?", help="a system's last run (default: the reference one's); or a stack that stands"
    )
    _add_template(showing)
    showing.add_argument("--account", default=None, help="this account as it stands, instead of a run")
    showing.add_argument("--run", type=Path, metavar="FOLDER", help="this run (default: the stack's last)")
    _add_store(showing)


def _add_diagnosis(add: Add) -> None:
    """The command that says which link is stuck, and those that break one and mend it."""
    looking = _json(add("diagnose", "show what is connected, and which link is stuck"))
    looking.add_argument(
        "system", nargs="?", metavar="stack", help="ours or CloudFormation's (default: all that stands)"
    )
    looking.add_argument("--account", default=DEFAULT_ACCOUNT, help="the account to look at (default: %(default)s)")
    looking.add_argument("--details", action="store_true", help="tell of every link all that is known")
    looking.add_argument("--picture", type=file, metavar="FILE", help="draw it into this PNG as well")

    breaking = add("break", "break a link on purpose, so that it can be looked for")
    breaking.add_argument("link", nargs="?", help="which, as --list prints them, or a part before or after the colon")
    breaking.add_argument("--list", action="store_true", help="print what can be broken (default without a link)")
    breaking.add_argument("--account", default=DEFAULT_ACCOUNT, help="where to break it (default: %(default)s)")
    mending = add("mend", "mend what was broken on purpose, exactly")
    mending.add_argument("--account", default=DEFAULT_ACCOUNT, help="the account to mend in (default: %(default)s)")


def _add_workshop(add: Add) -> None:
    """The pages, and what is played."""
    playing = add("mystery", "break something that a number chooses, to be found")
    playing.add_argument("seed", nargs="?", type=mystery, metavar="NUMBER", help="begin the mystery of this number")
    playing.add_argument("--hint", action="store_true", help="the first hint, then the second one")
    playing.add_argument("--guess", metavar="LINK", help="say which link it is; the right one is mended")
    playing.add_argument("--solution", action="store_true", help="say what is broken, and mend it")
    playing.add_argument("--account", default=DEFAULT_ACCOUNT, help="the account to play in (default: %(default)s)")
    working = add("lab", "list the labs, show one, begin it, and judge it")
    working.add_argument("name", nargs="?", metavar="NAME", help="which one (default: a line of each)")
    working.add_argument("--begin", action="store_true", help="set up what it begins with")
    working.add_argument("--check", action="store_true", help="say which of its checks are met, and remember it")
    working.add_argument(
        "--answer", action="append", default=[], metavar="TEXT", help="to what a check asks; one for each, in order"
    )
    working.add_argument("--hint", action="store_true", help="the next hint")
    working.add_argument("--solution", action="store_true", help="print what solves it, and what to remember")
    working.add_argument("--account", default=DEFAULT_ACCOUNT, help="the account to work in (default: %(default)s)")
    _add_store(working)
    printing = add("handout", "write the labs as pages to print, and a leader's guide")
    printing.add_argument("folder", nargs="?", type=folder, default=Path("handout"), help="a folder (default: handout)")
    printing.add_argument("--pdf", action="store_true", help="as PDF as well: `make handout` installs what that takes")
    opening = add("workshop", "open a page that shows what happens, and why")
    opening.add_argument("stack", nargs="?", help="the system that is shown first (default: the reference one)")
    opening.add_argument("--account", help=f"the account that is shown (default: {DEFAULT_ACCOUNT})")
    opening.add_argument(
        "--people",
        type=count,
        metavar="NUMBER",
        help="a page, an account and keys for each of so many, and cards",
    )
    opening.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help="serve them there, to a room (default: %(default)s)"
    )
    opening.add_argument("--new-cards", action="store_true", help="with --people: links and keys of before end")
    replaying = add("replay", "show a saved run on a page, without an emulator")
    replaying.add_argument("folder", nargs="?", type=Path, help="a folder below runs/ (default: the last run)")
    for each in (opening, replaying):
        each.add_argument(
            "--page-port",
            type=port,
            default=4580,
            help="where on 127.0.0.1 the page is served (default: %(default)s)",
        )
        _add_store(each)


def _add_cost(add: Add) -> None:
    """The command that prices."""
    costing = _json(add("cost", "say what a month of a stack would cost on AWS"))
    costing.add_argument("stack", nargs="?", help="which one (default: the reference one); of a template, its name")
    _add_template(costing, region=False)
    costing.add_argument("--run", type=Path, metavar="FOLDER", help="this run (default: the stack's last that passed)")
    costing.add_argument("--region", default=None, help="at the prices of this region (default: the stack's own)")
    costing.add_argument(
        "--free-tier", default="off", choices=["off", "always", "first-year"],
        help="always: what is free for everybody; first-year: also what is for new accounts (default: %(default)s)",
    )  # fmt: skip
    costing.add_argument("--times", type=int, default=1000, help="runs a month (default: %(default)s)")
    _add_store(costing)
    costing.add_argument("--published", action="store_true", help="only print two published estimates beside ours")


def _adder(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> Add:
    def add(name: str, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        _also_after_the_command(command)
        return command

    return add
