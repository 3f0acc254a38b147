"""The command line. `make` calls it; it can be called by itself as `harness`.

Exit codes: 0 passed, 1 failed, 2 usage, 3 something was left behind, 4 it can't be judged, 130 interrupted.
"""

import argparse
import errno
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from bootstrap.endpoint import EndpointRefused
from bootstrap.errors import HarnessError
from bootstrap.model.scope import DEFAULT_ACCOUNT
from harness.arguments import parser, stack_options_in
from harness.arguments.help import READS
from harness.arguments.settings import SettingsError, apply_settings
from harness.commands import FAILED, INTERRUPTED, PASSED, USAGE, CommandError
from harness.commands.chosen import beside, emulators_of, engine_of, engines_to_stop
from harness.engines.engine import EngineMisused
from harness.troubleshooting import explained

if TYPE_CHECKING:
    from harness.commands.accounts import Which

QUIET = "HARNESS_QUIET"
"""See `harness.commands.terminal`, which takes a moment to import."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; every expected error is one clear message on stderr."""
    replace_unprintable_characters()
    root = parser()
    options = argparse.Namespace(command=None, debug=False)
    try:
        apply_settings(root, Path.cwd(), os.environ)
        options = root.parse_args(arguments)
        code = carry_out(root, options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Whoever read it had enough, as `head` has: where all was read only, nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PASSED if options.command in READS else FAILED
    except KeyboardInterrupt:
        return complain("interrupted; `make status` shows what is up, `make down` takes it down", INTERRUPTED)
    except Exception as error:
        known = code_of(error)
        if options.debug:
            traceback.print_exc()
        elif known is None:
            raise
        return complain(message_of(error), FAILED if known is None else known)


def carry_out(root: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """The command that was typed; without one, what there is to type."""
    if options.command is None:
        root.print_help()
        return PASSED
    fill_in_the_reference(options)
    with silence(options.quiet or getattr(options, "json", False)):
        return COMMANDS[options.command](options)


@contextmanager
def silence(wanted: bool) -> Iterator[None]:
    """Have nothing printed but results, by the variable that users may set as well."""
    before = os.environ.get(QUIET)
    if wanted:
        os.environ[QUIET] = "1"
    try:
        yield
    finally:
        if wanted:
            os.environ.pop(QUIET) if before is None else os.environ.update({QUIET: before})


def code_of(error: Exception) -> int | None:
    """The exit code for an expected error; None for one that nobody expects."""
    from bootstrap.model.stack import StackError

    if isinstance(error, CommandError):
        return error.exit_code
    if isinstance(error, EngineMisused | EndpointRefused | StackError | SettingsError):
        return USAGE
    return FAILED if isinstance(error, HarnessError | OSError) or _of_boto(error) else None


def _of_boto(error: Exception) -> bool:
    """Whether botocore raised it; who hasn't loaded botocore yet isn't made to."""
    if "botocore" not in sys.modules:
        return False
    from botocore.exceptions import BotoCoreError, ClientError

    return isinstance(error, BotoCoreError | ClientError)


def fill_in_the_reference(options: argparse.Namespace) -> None:
    """Put the reference system, or its scenario, where the command takes one and none was named."""
    for option in ("stack", "name") if options.command != "lab" else ():
        if getattr(options, option, "") is None and not (option == "stack" and getattr(options, "template", None)):
            from harness.run.registry import reference

            setattr(options, option, reference())


def replace_unprintable_characters() -> None:
    """Print a `?` for a character that the terminal's encoding lacks, so that no run ends in a UnicodeEncodeError."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


ANY = "free space or fix the permission"
ADVICE = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "free space, then do the same again"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "fix the permission, or name another place"),
    **dict.fromkeys(
        (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG), "name another file or folder"
    ),
}
"""What to do about an error of the system, by its number."""


def message_of(error: Exception) -> str:
    """What an expected error says to a person; the harness's own say it themselves."""
    from bootstrap.model.stack import StackError
    from bootstrap.templates.reading import TemplateError

    if isinstance(error, StackError) and not isinstance(error, TemplateError):
        return f"the stack is malformed: {error}"
    if _of_boto(error):
        return f"the emulator did not do what was asked: {error}; see `make status` and `make logs`"
    if isinstance(error, OSError):
        advice = ADVICE.get(error.errno or 0, ANY if error.filename else "")
        return f"{error.filename or 'input/output'}: {error.strerror or error}{advice and f'; {advice}'}"
    return str(error)


def complain(message: str, code: int) -> int:
    """Print one message to stderr and hand the exit code on."""
    page = explained(message)
    print(f"harness: {message}{page and f' (see {page})'}", file=sys.stderr)
    return code


def which_of(options: argparse.Namespace, region: str = "") -> "Which":
    """Which stack the options mean; a template's in that region."""
    from harness.commands.accounts import Which

    account = getattr(options, "account", None) or DEFAULT_ACCOUNT
    return Which(
        getattr(options, "stack", None),
        account,
        stack_options_in(options),
        options.template,
        dict(options.parameter),
        region,
    )


def _up(options: argparse.Namespace) -> int:
    from harness.commands.lifecycle import up

    return up(emulators_of(options))


def _down(options: argparse.Namespace) -> int:
    from harness.commands.lifecycle import down

    return max(down(engine) for engine in engines_to_stop(options))


def _restart(options: argparse.Namespace) -> int:
    from harness.commands.lifecycle import restart

    return restart(partial(engines_to_stop, options), partial(emulators_of, options))


def _wait(options: argparse.Namespace) -> int:
    from harness.commands.lifecycle import wait

    return wait(partial(engine_of, options), options.timeout)


def _status(options: argparse.Namespace) -> int:
    from harness.commands.lifecycle import status

    return status(engine_of(options), options.json, options.port, beside(options))


def _logs(options: argparse.Namespace) -> int:
    from harness.commands.lifecycle import logs

    return logs(engine_of(options), options.tail, options.follow)


def _plan(options: argparse.Namespace) -> int:
    from harness.commands.applying import apply_stack
    from harness.commands.planning import show_plan

    act = apply_stack if options.command == "apply" else show_plan
    return act(partial(engine_of, options, starts=True), which_of(options, options.region), options.json)


def _verify(options: argparse.Namespace) -> int:
    from harness.commands.verifying import VerifyOptions, verify

    wanted = VerifyOptions(options.gone, options.tries, options.json)
    return verify(partial(engine_of, options), which_of(options, options.region), wanted)


def _teardown(options: argparse.Namespace) -> int:
    from harness.commands.removing import TeardownOptions, tear_down

    how = TeardownOptions(options.guided, options.yes, options.order, options.json)
    return tear_down(partial(engine_of, options), which_of(options, options.region), how)


def _audit(options: argparse.Namespace) -> int:
    from harness.commands.auditing import AuditOptions, show_audit, show_tagged

    engines = (engine_of(options), *beside(options))
    if options.tag is not None:
        return show_tagged(engines, options.account, options.tag)
    return show_audit(engines, options.account, AuditOptions(options.every_region, options.empty, options.json))


def _emergency(options: argparse.Namespace) -> int:
    from harness.commands.removing import empty_everything

    engines = (engine_of(options), *beside(options))
    return max(empty_everything(lambda engine=engine: engine, options.account) for engine in engines)  # type: ignore[misc]


def _scenario(options: argparse.Namespace) -> int:
    from harness.commands.faults import with_faults
    from harness.commands.running import Series, run_scenario
    from harness.run.runner import RunOptions

    parameters = dict(options.set)
    run_options = RunOptions(
        options.clock, options.period, options.account, keep=options.keep, parameters=parameters,
        stack_options=stack_options_in(options), watched=True,
        declaration=which_of(options, options.region).declaration,
    )  # fmt: skip
    run_options = with_faults(run_options, options.name, options.faults, options.seed, options.workload)
    return run_scenario(
        partial(emulators_of, options), options.name, run_options, Series(options.runs, options.store, options.json)
    )


def _campaign(options: argparse.Namespace) -> int:
    from harness.commands.campaigning import CampaignOptions, run_campaign

    limit_s = float("inf") if options.minutes is None else options.minutes * 60
    wanted = CampaignOptions(
        options.store, range(options.first, options.first + options.runs), options.workers, limit_s, options.scheduler
    )
    return run_campaign(options.name, options.faults, dict(options.set), wanted)


def _shrink(options: argparse.Namespace) -> int:
    from harness.commands.campaigning import shrink_seed

    return shrink_seed(options.store, options.seed, options.output)


def _iam(options: argparse.Namespace) -> int:
    from harness.commands.permissions import IamOptions, show_iam

    wanted = IamOptions(which_of(options, options.region), options.account, options.run, options.json, options.store)
    return show_iam(partial(engine_of, options), wanted)


def _diagnose(options: argparse.Namespace) -> int:
    from harness.commands.diagnosing import DiagnoseOptions, show_diagnosis

    wanted = DiagnoseOptions(options.system, options.account, options.json, options.details, options.picture)
    return show_diagnosis(partial(engine_of, options), wanted)


def _break(options: argparse.Namespace) -> int:
    from harness.commands.breaking import BreakOptions, break_link, mend

    if options.command == "mend":
        return mend(partial(engine_of, options), options.account)
    link = None if options.list else options.link
    return break_link(partial(engine_of, options), BreakOptions(options.account, link))


def _seen(options: argparse.Namespace) -> int:
    from harness.workshop.asked import carried_out

    return carried_out(options, engine_of)


def _cost(options: argparse.Namespace) -> int:
    from harness.commands.costing import CostOptions, show_cost, show_published
    from pricing.price_table import FreeTier

    if options.published:
        return show_published()
    tier = FreeTier(options.free_tier)
    how = CostOptions(options.run, options.region, tier, options.times, options.store, options.json)
    return show_cost(which_of(options), how)


def _scenarios(options: argparse.Namespace) -> int:
    from harness.commands.listing import list_scenarios, show_scenario

    return show_scenario(options.scenario) if options.scenario else list_scenarios()


def _draw(options: argparse.Namespace) -> int:
    from harness.commands.listing import draw_again

    return draw_again(options.folder)


def _fidelity(options: argparse.Namespace) -> int:
    from harness.commands.listing import print_register

    return print_register(options.json)


def _install_runtimes(_: argparse.Namespace) -> int:
    from harness.commands.installing import install_function_runtimes

    return install_function_runtimes()


def _init(options: argparse.Namespace) -> int:
    from harness.commands.beginning import begin

    return begin(options.folder)


def _env(options: argparse.Namespace) -> int:
    from harness.commands.tools import print_variables

    return print_variables(partial(engine_of, options), options.account, options.region, options.fish)


def _shell(options: argparse.Namespace) -> int:
    from harness.commands.tools import open_shell

    return open_shell(partial(engine_of, options, starts=True), options.account, options.region, options.line)


def _completion(options: argparse.Namespace) -> int:
    from harness.commands.completing import print_completion

    return print_completion(parser(), options.shell)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "up": _up,
    "down": _down,
    "status": _status,
    "logs": _logs,
    **dict.fromkeys(("plan", "apply"), _plan),
    "verify": _verify,
    "teardown": _teardown,
    "audit": _audit,
    "emergency": _emergency,
    "scenario": _scenario,
    "campaign": _campaign,
    "shrink": _shrink,
    "cost": _cost,
    "iam": _iam,
    "diagnose": _diagnose,
    **dict.fromkeys(("break", "mend"), _break),
    **dict.fromkeys(("mystery", "workshop", "replay", "lab", "handout"), _seen),
    "scenarios": _scenarios,
    "draw": _draw,
    "fidelity": _fidelity,
    "restart": _restart,
    "wait": _wait,
    "init": _init,
    "env": _env,
    "shell": _shell,
    "completion": _completion,
    "install-runtimes": _install_runtimes,
}


if __name__ == "__main__":
    sys.exit(main())
