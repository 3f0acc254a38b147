"""The command line. `make` calls it; it can be called by itself as `harness`.

Exit codes: 0 passed, 1 failed, 2 usage, 3 something was left behind, 4 it can't be judged, 130 interrupted.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from io import TextIOWrapper

from bootstrap.endpoint import EndpointRefused
from harness.arguments import parser, stack_options_in
from harness.commands import FAILED, INTERRUPTED, USAGE, CommandError
from harness.engines.choose import choose_engine, choose_engines_to_stop
from harness.engines.engine import Engine, EngineMisused


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; every expected error is one clear message on stderr."""
    from botocore.exceptions import BotoCoreError, ClientError

    from bootstrap.errors import HarnessError
    from bootstrap.model.stack import StackError

    replace_unprintable_characters()
    options = parser().parse_args(arguments)
    try:
        fill_in_the_reference(options)
        return COMMANDS[options.command](options)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except CommandError as error:
        return complain(str(error), error.exit_code)
    except KeyboardInterrupt:
        return complain("interrupted; `make status` shows what is up, `make down` takes it down", INTERRUPTED)
    except (EngineMisused, EndpointRefused, StackError) as error:
        return complain(message_of(error), USAGE)
    except (HarnessError, BotoCoreError, ClientError, OSError) as error:
        return complain(message_of(error), FAILED)


def fill_in_the_reference(options: argparse.Namespace) -> None:
    """Put the reference system, or its scenario, where the command takes one and none was named."""
    for option in ("stack", "name"):
        if getattr(options, option, "") is None:
            from harness.run.registry import reference

            setattr(options, option, reference())


def replace_unprintable_characters() -> None:
    """Print a `?` for a character that the terminal's encoding lacks, so that no run ends in a UnicodeEncodeError."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def message_of(error: Exception) -> str:
    """What an expected error says to a person; the harness's own say it themselves."""
    from botocore.exceptions import BotoCoreError, ClientError

    from bootstrap.model.stack import StackError

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
    from harness.commands.lifecycle import status

    return status(engine_of(options))


def _logs(options: argparse.Namespace) -> int:
    from harness.commands.lifecycle import logs

    return logs(engine_of(options), options.lines)


def _plan(options: argparse.Namespace) -> int:
    from harness.commands.planning import show_plan

    choose = partial(engine_of, options, starts=True)
    return show_plan(choose, options.stack, options.account, stack_options_in(options))


def _apply(options: argparse.Namespace) -> int:
    from harness.commands.applying import apply_stack

    choose = partial(engine_of, options, starts=True)
    return apply_stack(choose, options.stack, options.account, stack_options_in(options))


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
    from harness.run.runner import RunOptions

    parameters = dict(options.set)
    run_options = RunOptions(
        options.clock, options.period, options.account, keep=options.keep, parameters=parameters,
        stack_options=stack_options_in(options),
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


def _install_runtimes(_: argparse.Namespace) -> int:
    from harness.commands.installing import install_function_runtimes

    return install_function_runtimes()


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "up": _up,
    "down": _down,
    "status": _status,
    "logs": _logs,
    "plan": _plan,
    "apply": _apply,
    "teardown": _teardown,
    "audit": _audit,
    "emergency": _emergency,
    "scenario": _scenario,
    "cost": _cost,
    "scenarios": _scenarios,
    "draw": _draw,
    "fidelity": _fidelity,
    "install-runtimes": _install_runtimes,
}


if __name__ == "__main__":
    sys.exit(main())
