"""Every command of the command line with its options. Nothing is imported here that only running a command takes."""

import argparse
from collections.abc import Callable
from pathlib import Path

from bootstrap.model.scope import DEFAULT_ACCOUNT
from harness.engines.choose import ENGINES

Add = Callable[[str, str], argparse.ArgumentParser]
"""Adds a command of that name, with what it does in a few words."""


class _Version(argparse.Action):
    """Prints the version of the installed package, which takes a moment to find, and ends."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        parser.exit(message=f"harness {version('emulation-harness')}\n")


def parser() -> argparse.ArgumentParser:
    """The parser; what it makes has the command's name as `command`."""
    root = argparse.ArgumentParser(prog="harness", description="A local-first emulation harness on LocalStack.")
    root.add_argument(
        "--engine", default="auto", choices=ENGINES, help="how to have an emulator (default: %(default)s)"
    )
    root.add_argument(
        "--endpoint", default=None, help="the endpoint of an attached emulator, for example http://127.0.0.1:4566"
    )
    root.add_argument("--port", type=_port, default=None, help="the port of the emulator on 127.0.0.1 (default: 4566)")
    root.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    add = _adder(root.add_subparsers(dest="command", required=True, metavar="command"))
    add("install-runtimes", "install what functions need, for each Python 3.10 to 3.13 of this machine")
    add("up", "start the emulator")
    add("down", "stop the emulator and remove everything it wrote")
    add("status", "say what is up")
    logs = add("logs", "print the emulator's log")
    logs.add_argument("--lines", type=int, default=200, help="how many of the last lines (default: %(default)s)")
    planning = add("plan", "show what applying a stack would do, without doing it")
    planning.add_argument("stack", nargs="?", help="default: the reference system")
    planning.add_argument("--account", default=DEFAULT_ACCOUNT, help="the account to look at (default: %(default)s)")
    _add_stack_options(planning)
    _add_removals(add)
    applying = add("apply", "create a stack and leave it standing; say where it answers")
    applying.add_argument("stack", nargs="?", help="default: the reference system")
    applying.add_argument("--account", default=DEFAULT_ACCOUNT, help="the account it is made in (default: %(default)s)")
    _add_stack_options(applying)
    _add_cost(add)
    run = add("scenario", "run a scenario and judge it")
    run.add_argument("name", nargs="?", help="default: the reference scenario")
    run.add_argument(
        "--clock", default="stepped", choices=["stepped", "real"], help="CloudWatch's clock (default: %(default)s)"
    )
    run.add_argument(
        "--period", type=int, default=60, choices=[10, 60], help="the alarm's period in seconds (default: %(default)s)"
    )
    run.add_argument("--runs", type=int, default=1, help="how many times in a row (default: %(default)s)")
    run.add_argument("--account", default=DEFAULT_ACCOUNT, help="the account to run in (default: %(default)s)")
    run.add_argument(
        "--set", type=_setting, action="append", default=[], metavar="NAME=NUMBER",
        help="a number of the scenario's, such as images=200; `make scenarios` tells which it has",
    )  # fmt: skip
    _add_stack_options(run)
    run.add_argument("--keep", action="store_true", help="leave the stack standing")
    run.add_argument("--store", type=Path, default=Path("runs"), help="where runs are saved (default: %(default)s)")
    add("scenarios", "list the scenarios with their lab texts")
    draw = add("draw", "draw a saved run again")
    draw.add_argument("folder", type=Path)
    add("fidelity", "print the register of divergences from AWS")
    return root


STACK_OPTIONS = {
    "retention_days": "keep log events so many days (default: for ever)",
    "lifecycle_days": "let what buckets needn't keep expire after so many days (default: never)",
    "ttl_days": "let records of tables expire after so many days (default: never)",
}
"""What a user may choose of `bootstrap.stacks.options.StackOptions`, with the help text."""


def _add_stack_options(command: argparse.ArgumentParser) -> None:
    for name, text in STACK_OPTIONS.items():
        command.add_argument(f"--{name.replace('_', '-')}", type=int, metavar="DAYS", help=text)


def stack_options_in(options: argparse.Namespace) -> dict[str, int]:
    """Those of a stack's options that were given."""
    return {name: value for name in STACK_OPTIONS if (value := getattr(options, name)) is not None}


def _add_removals(add: Add) -> None:
    """The commands that look at what is there and take it away."""
    removing = add("teardown", "take a stack down from whatever state it is in, and prove that it is gone")
    removing.add_argument("stack", nargs="?", help="default: the reference system")
    removing.add_argument("--account", default=DEFAULT_ACCOUNT, help="the account it is in (default: %(default)s)")
    removing.add_argument(
        "--guided", action="store_true", help="one step at a time, with what is there before and after"
    )
    removing.add_argument("--yes", action="store_true", help="don't wait for Enter between guided steps")
    removing.add_argument("--order", action="store_true", help="only print the steps and what goes in each")
    auditing = add("audit", "list what the emulator holds in every region, and whose it is")
    auditing.add_argument("--account", default=None, help="only this account (default: every one that holds something)")
    auditing.add_argument("--tag", default=None, metavar="KEY[=VALUE]", help="list only what carries this tag")
    auditing.add_argument("--every-region", action="store_true", help="list also regions that were never used")
    emptying = add("emergency", "remove everything of ours from the emulator, fast, going past failures")
    emptying.add_argument("--account", default=None, help="only this account (default: every one that holds something)")


def _add_cost(add: Add) -> None:
    """The command that prices."""
    costing = add("cost", "say what a month of a stack would cost on AWS, with its last run made many times")
    costing.add_argument("stack", nargs="?", help="default: the reference system")
    costing.add_argument("--run", type=Path, metavar="FOLDER", help="this run (default: the stack's last that passed)")
    costing.add_argument("--region", default=None, help="at the prices of this region (default: the stack's own)")
    costing.add_argument(
        "--free-tier", default="off", choices=["off", "always", "first-year"],
        help="always: what is free for everybody; first-year: also what is for new accounts (default: %(default)s)",
    )  # fmt: skip
    costing.add_argument("--times", type=int, default=1000, help="runs a month (default: %(default)s)")
    costing.add_argument("--store", type=Path, default=Path("runs"), help="where runs are saved (default: %(default)s)")
    costing.add_argument("--published", action="store_true", help="only print two published estimates beside ours")


def _adder(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> Add:
    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")

    return add


def _setting(text: str) -> tuple[str, int]:
    """`name=number` as a pair."""
    name, _, number = text.partition("=")
    if not name or not number.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=NUMBER, such as images=200")
    return name, int(number)


def _port(text: str) -> int:
    """A TCP port."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 1 to 65535, such as 4567")
    return int(text)
