"""The command line. `make` calls it; it can be called by itself as `harness`.

Exit codes: 0 passed, 1 failed, 2 usage, 3 something was left behind, 4 it can't be judged, 130 interrupted.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bootstrap.endpoint import EndpointRefused
from bootstrap.scope import DEFAULT_ACCOUNT
from harness.commands import FAILED, INTERRUPTED, PASSED, USAGE, CommandError
from harness.engines.choose import ENGINES, choose_engine, choose_engines_to_stop
from harness.engines.engine import Engine, EngineError, EngineMisused


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; every expected trouble is one clear message on stderr."""
    from botocore.exceptions import BotoCoreError, ClientError

    from bootstrap.faults import Trouble
    from bootstrap.stack import StackError
    from harness.probes.emulator import EmulatorError

    options = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except CommandError as error:
        return complain(str(error), error.exit_code)
    except KeyboardInterrupt:
        return complain("interrupted; `make status` shows what is up, `make down` takes it down", INTERRUPTED)
    except (EngineMisused, EndpointRefused, StackError) as error:
        return complain(trouble(error), USAGE)
    except (Trouble, EngineError, EmulatorError, BotoCoreError, ClientError, OSError) as error:
        return complain(trouble(error), FAILED)


def trouble(error: Exception) -> str:
    """What an expected error says to a person; the harness's own say it themselves."""
    from botocore.exceptions import BotoCoreError, ClientError

    from bootstrap.stack import StackError

    if isinstance(error, StackError):
        return f"the stack is malformed: {error}"
    if isinstance(error, BotoCoreError | ClientError):
        return f"the emulator did not do what was asked: {error}; see `make status` and `make logs`"
    if isinstance(error, OSError):
        return f"{error.filename or 'input/output'}: {error.strerror or error}; free space or fix the permission"
    return str(error)


def complain(message: str, code: int) -> int:
    """Print one message to stderr and hand the exit code on."""
    print(f"harness: {message}", file=sys.stderr)
    return code


def parser() -> argparse.ArgumentParser:
    """Every command and option."""
    root = argparse.ArgumentParser(prog="harness", description="A local-first emulation harness on LocalStack.")
    root.add_argument(
        "--engine", default="auto", choices=ENGINES, help="how to have an emulator (default: %(default)s)"
    )
    root.add_argument(
        "--endpoint", default=None, help="the endpoint of an attached emulator, for example http://127.0.0.1:4566"
    )
    root.add_argument("--port", type=_port, default=None, help="the port of the emulator on 127.0.0.1 (default: 4566)")
    commands = root.add_subparsers(required=True, metavar="command")
    add = _adder(commands)
    add("up", _up, "start the emulator")
    add("down", _down, "stop the emulator and remove everything it wrote")
    add("status", _status, "say what is up")
    logs = add("logs", _logs, "print the emulator's log")
    logs.add_argument("--lines", type=int, default=200, help="how many of the last lines (default: %(default)s)")
    planning = add("plan", _plan, "show what applying a stack would do, without doing it")
    planning.add_argument("stack", nargs="?", default="s3-cleanup")
    planning.add_argument("--account", default=DEFAULT_ACCOUNT, help="the account to look at (default: %(default)s)")
    _add_stack_options(planning)
    _add_removals(add)
    applying = add("apply", _apply, "create a stack and leave it standing; say where it answers")
    applying.add_argument("stack", nargs="?", default="s3-cleanup")
    applying.add_argument("--account", default=DEFAULT_ACCOUNT, help="the account it is made in (default: %(default)s)")
    _add_stack_options(applying)
    _add_cost(add)
    run = add("scenario", _scenario, "run a scenario and judge it")
    run.add_argument("name", nargs="?", default="s3-cleanup")
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
    add("scenarios", _scenarios, "list the scenarios with their lab texts")
    draw = add("draw", _draw, "draw a saved run again")
    draw.add_argument("folder", type=Path)
    add("fidelity", _fidelity, "print the register of divergences from AWS")
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


def _stack_options(options: argparse.Namespace) -> dict[str, int]:
    """Those of a stack's options that were given."""
    return {name: value for name in STACK_OPTIONS if (value := getattr(options, name)) is not None}


def _add_removals(add: "Callable[..., argparse.ArgumentParser]") -> None:
    """The commands that look at what is there and take it away."""
    removing = add("teardown", _teardown, "take a stack down from whatever state it is in, and prove that it is gone")
    removing.add_argument("stack", nargs="?", default="s3-cleanup")
    removing.add_argument("--account", default=DEFAULT_ACCOUNT, help="the account it is in (default: %(default)s)")
    removing.add_argument(
        "--guided", action="store_true", help="one step at a time, with what is there before and after"
    )
    removing.add_argument("--yes", action="store_true", help="don't wait for Enter between guided steps")
    removing.add_argument("--order", action="store_true", help="only print the steps and what goes in each")
    auditing = add("audit", _audit, "list what the emulator holds in every region, and whose it is")
    auditing.add_argument("--account", default=None, help="only this account (default: every one that holds something)")
    auditing.add_argument("--tag", default=None, metavar="KEY[=VALUE]", help="list only what carries this tag")
    auditing.add_argument("--every-region", action="store_true", help="list also regions that were never used")
    emptying = add("emergency", _emergency, "remove everything of ours from the emulator, fast, going past failures")
    emptying.add_argument("--account", default=None, help="only this account (default: every one that holds something)")


def _add_cost(add: "Callable[..., argparse.ArgumentParser]") -> None:
    """The command that prices."""
    costing = add("cost", _cost, "say what a month of a stack would cost on AWS, with its last run made many times")
    costing.add_argument("stack", nargs="?", default="s3-cleanup")
    costing.add_argument("--run", type=Path, metavar="FOLDER", help="this run (default: the stack's last that passed)")
    costing.add_argument("--region", default=None, help="at the prices of this region (default: the stack's own)")
    costing.add_argument(
        "--free-tier", default="off", choices=["off", "always", "first-year"],
        help="always: what is free for everybody; first-year: also what is for new accounts (default: %(default)s)",
    )  # fmt: skip
    costing.add_argument("--times", type=int, default=1000, help="runs a month (default: %(default)s)")
    costing.add_argument("--store", type=Path, default=Path("runs"), help="where runs are saved (default: %(default)s)")
    costing.add_argument("--published", action="store_true", help="only print two published estimates beside ours")


def _adder(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> "Callable[..., argparse.ArgumentParser]":
    def add(name: str, command: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        sub.set_defaults(command=command)
        return sub

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


def engine_of(options: argparse.Namespace, starts: bool = False) -> Engine:
    """The engine that the options ask for; says why that one, if the command `starts` it and the user left it open."""
    choice = choose_engine(options.engine, options.endpoint, options.port)
    if starts and choice.why:
        print(choice.why, file=sys.stderr)
    return choice.engine


def _up(options: argparse.Namespace) -> int:
    from harness.commands.lifecycle import up

    return up(engine_of(options, starts=True))


def _down(options: argparse.Namespace) -> int:
    from harness.commands.lifecycle import down

    return max(down(engine) for engine in choose_engines_to_stop(options.engine, options.endpoint, options.port))


def _status(options: argparse.Namespace) -> int:
    print(engine_of(options).status().line)
    return PASSED


def _logs(options: argparse.Namespace) -> int:
    from harness.commands.lifecycle import logs

    return logs(engine_of(options), options.lines)


def _plan(options: argparse.Namespace) -> int:
    from harness.commands.planning import show_plan

    choose = partial(engine_of, options, starts=True)
    return show_plan(choose, options.stack, options.account, _stack_options(options))


def _apply(options: argparse.Namespace) -> int:
    from harness.commands.applying import apply_stack

    choose = partial(engine_of, options, starts=True)
    return apply_stack(choose, options.stack, options.account, _stack_options(options))


def _teardown(options: argparse.Namespace) -> int:
    from harness.commands.removing import TeardownOptions, tear_down

    how = TeardownOptions(options.account, options.guided, options.yes, options.order)
    return tear_down(partial(engine_of, options), options.stack, how)


def _audit(options: argparse.Namespace) -> int:
    from harness.commands.auditing import show_audit, show_tagged

    choose = partial(engine_of, options)
    if options.tag is not None:
        return show_tagged(choose, options.account, options.tag)
    return show_audit(choose, options.account, options.every_region)


def _emergency(options: argparse.Namespace) -> int:
    from harness.commands.removing import empty_everything

    return empty_everything(partial(engine_of, options), options.account)


def _scenario(options: argparse.Namespace) -> int:
    from harness.commands.running import run_scenario
    from harness.runner import RunOptions

    parameters = dict(options.set)
    run_options = RunOptions(
        options.clock, options.period, options.account, keep=options.keep, parameters=parameters,
        stack_options=_stack_options(options),
    )  # fmt: skip
    choose = partial(engine_of, options, starts=True)
    return run_scenario(choose, options.name, run_options, options.runs, options.store)


def _cost(options: argparse.Namespace) -> int:
    from harness.commands.costing import CostOptions, show_cost, show_published
    from harness.cost.price_table import FreeTier

    if options.published:
        return show_published()
    tier = FreeTier(options.free_tier)
    return show_cost(options.stack, CostOptions(options.run, options.region, tier, options.times, options.store))


def _scenarios(_: argparse.Namespace) -> int:
    from harness.commands.listing import list_scenarios

    return list_scenarios()


def _draw(options: argparse.Namespace) -> int:
    from harness.commands.listing import draw_again

    return draw_again(options.folder)


def _fidelity(_: argparse.Namespace) -> int:
    from harness.commands.listing import print_register

    return print_register()


if __name__ == "__main__":
    sys.exit(main())
