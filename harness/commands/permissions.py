"""Showing what roles were granted, what of it was used, and what was used without being granted."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from bootstrap.clients import Clients
from bootstrap.errors import instead
from bootstrap.model.stack import Stack, StackError
from bootstrap.observed import observed
from bootstrap.stacks.from_template import deployed_stack
from harness.commands import FAILED, PASSED, USAGE, CommandError
from harness.commands.accounts import Which, checked, running
from harness.engines.engine import Engine
from harness.permissions.report import RoleReport, Use, report
from harness.permissions.reserves import read_reserves
from harness.permissions.seen import read, short
from harness.plots.permissions_plot import draw_permissions
from harness.probes.emulator import Emulator, clients_of
from harness.probes.iam import read_iam
from harness.run.registry import reference, system_named, systems
from harness.run.store import NotARun, SavedRun, Store, load, load_iam

Choose = Callable[[], Engine]
UNWRAPPED = 10_000
"""Characters in a line that goes elsewhere than to a terminal: names stay whole, for programs that look for them."""
_COLOURS = {
    "used": "green",
    "not at work": "dim",
    "in reserve": "dim",
    "never used": "yellow",
    "too wide": "yellow",
    "deny": "dim",
}


@dataclass(frozen=True)
class IamOptions:
    """Whose permissions: those of the last run of a system, or of this run; of a stack or an account as it stands.

    `which` is the stack; one that is no system is a template's, or is known to CloudFormation by that name.
    """

    which: Which
    account: str | None = None
    folder: Path | None = None
    as_json: bool = False
    store: Path = Path("runs")


def show_iam(choose: Choose, options: IamOptions) -> int:
    """Print the report, or as JSON; the exit code says whether every role suffices. A run gets a picture, iam.png."""
    saved, source, folder = _saved(choose, options)
    made = report(read(saved), read_reserves(saved.get("reserves", {})))
    if options.as_json:
        print(json.dumps({"source": source, "roles": [one.as_json() for one in made]}, indent=2))
    else:
        _print(made, source, saved)
        if folder is not None:
            print(draw_permissions(made, f"{source}, IAM in mode {saved['mode']}", folder / "iam.png"))
    return FAILED if any(one.lacks for one in made) else PASSED


def _saved(choose: Choose, options: IamOptions) -> tuple[dict[str, Any], str, Path | None]:
    """What was granted and asked, whose it is, and the run's folder if a run's."""
    which = options.which
    if which.template is not None or (which.name is not None and which.name not in systems()):
        return *_standing(choose, which), None
    if options.account is not None:
        clients = Clients(choose().start(), account_id=checked(options.account))
        return read_iam(clients), f"account {options.account} as it stands", None
    folder = options.folder or _last_run(which.name or reference(), options.store)
    try:
        return load_iam(folder), f"run {folder.name}", folder
    except NotARun as error:
        raise CommandError(f"{error}; give a folder below {options.store}/", USAGE) from error


def _standing(choose: Choose, which: Which) -> tuple[dict[str, Any], str]:
    """What the roles of a stack that CloudFormation made are granted, and have asked since they are observed."""
    name, endpoint = which.name or which.stack().name, running(choose)
    missing = f"there is no stack {name!r}{instead(name, systems())}"
    if endpoint is None:
        raise CommandError(f"{missing}; and no emulator is up in which CloudFormation may have one", USAGE)
    root = clients_of(endpoint, checked(which.account_id))
    for stack, clients in _stacks(which, root):
        names = observed(stack, clients).names
        saved = read_iam(clients, names)
        if saved["roles"]:
            return saved, f"stack {stack.name} in account {which.account_id}, {clients.region}, as it stands"
    there = f"CloudFormation has none of that name with roles in account {which.account_id}"
    raise CommandError(f"{missing}; and {there}: apply it first, or give --account", USAGE)


def _stacks(which: Which, clients: Clients) -> Iterator[tuple[Stack, Clients]]:
    """The template's stack in its region, or the stack of that name in each region that has one."""
    if which.template is not None:
        stack = which.stack()
        yield stack, clients.in_region(stack.scope.region)
        return
    for region in Emulator(clients).regions():
        with suppress(StackError):
            there = clients.in_region(region)
            yield deployed_stack(str(which.name), there)[0], there


def _last_run(stack: str, store: Path) -> Path:
    """The stack's last run that tells what its roles were granted; of the scenario named like it, if there is one."""
    runs = list(_telling(stack, store))
    named = next((run for run in runs if run.about.scenario == stack), runs[0] if runs else None)
    if named is None:
        raise CommandError(
            f"no run of {stack} in {store} tells its permissions: run `{_run_it(stack)}` first, or give --account"
        )
    return named.folder


def _run_it(stack: str) -> str:
    """What makes a run of the stack: the scenario named like it, if there is one, else its first."""
    names = list(system_named(stack).scenarios)
    name = stack if stack in names else next(iter(names), stack)
    return "make scenario" if name == reference() else f"make scenario SCENARIO={name}"


def _telling(stack: str, store: Path) -> Iterator[SavedRun]:
    for folder in reversed(Store(store).runs()):
        with suppress(NotARun):
            run = load(folder)
            if run.about.stack == stack and load_iam(folder):
                yield run


def _print(made: tuple[RoleReport, ...], source: str, saved: dict[str, Any]) -> None:
    terminal = Console(highlight=False)
    console = terminal if terminal.is_terminal else Console(highlight=False, width=UNWRAPPED)
    console.print(f"Permissions of {source}; IAM was in mode {saved['mode']}")
    console.print(f"{_summary(made)}\n")
    for one in made:
        console.print(f"[bold]role {one.role.name}[/bold], {escape(one.users)}", soft_wrap=True)
        _print_table(console, _table(one, console.is_terminal))
        for lack in one.lacks:
            what = f"{lack.asked.action} on {short(lack.asked.resource)}"
            console.print(f"  [red]not granted[/red]  {what}, {lack.asked.count} times")
            if lack.asked.near:
                console.print(f"               {lack.asked.near}")
            console.print(f"               grant {json.dumps(lack.grant)}", soft_wrap=True)
        console.print()
    apart = " and for each function of a role that they share" if any(one.suggested_apart for one in made) else ""
    console.print(f"`--json` has a suggested policy for each role{apart}: exactly what was used.", soft_wrap=True)


def _print_table(console: Console, table: Table) -> None:
    """Print it; elsewhere than on a terminal without the blanks that fill its lines."""
    if console.is_terminal:
        console.print(table)
        return
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        print(line.rstrip())


def _table(one: RoleReport, wrapped: bool) -> Table:
    """The role's statements, below the names of the policies that hold them; `wrapped` to the width there is."""
    table = Table(
        Column("statement", width=11, overflow="fold"),
        Column("verdict", width=11),
        Column("used", width=5, justify="right"),
        Column("grants", ratio=5, overflow="fold"),
        *([Column("by", ratio=2, overflow="fold")] if _is_shared(one) else []),
        box=box.SIMPLE_HEAD,
        expand=wrapped,
    )
    for policy, uses in groupby(one.uses, key=lambda use: use.granted.policy):
        table.add_row("", "", "", f"[italic]{escape(policy)}[/]")
        for use in uses:
            table.add_row(*_row(use)[: len(table.columns)])
    return table


def _is_shared(one: RoleReport) -> bool:
    """Whether it has to be said of each statement who used it: the heading names one function."""
    return len({by for use in one.uses for by in use.by}) > 1


def _row(use: Use) -> tuple[str, str, str, str, str]:
    granted = use.granted
    tells = [*map(short, use.wide), *(f"{action} is kept in reserve: {reason}" for action, reason in use.reserved)]
    what = (", ".join(granted.actions), *(f"on {short(one)}" for one in granted.resources))
    told = (f"[{_COLOURS[use.verdict]}]{escape(one)}[/]" for one in tells)
    verdict = f"[{_COLOURS[use.verdict]}]{use.verdict}[/]"
    return granted.label, verdict, str(use.count or "–"), "\n".join((*map(escape, what), *told)), "\n".join(use.by)


def _summary(made: tuple[RoleReport, ...]) -> str:
    verdicts = [use.verdict for one in made for use in one.uses]
    told = ", ".join(
        f"{verdicts.count(verdict)} {verdict}" for verdict in ("used", "in reserve", "too wide", "never used")
    )
    if asleep := verdicts.count("not at work"):
        told += f", {asleep} of roles that were not at work"
    lacks = sum(len(one.lacks) for one in made)
    lacking = f"{lacks} requests weren't granted" if lacks else "nothing was lacking"
    return f"{len(made)} roles, {len(verdicts)} statements: {told}; {lacking}"
