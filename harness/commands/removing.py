"""Taking a stack down, and emptying an emulator in an emergency."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.markup import escape

from bootstrap.errors import HarnessError
from bootstrap.model.stack import Stack
from bootstrap.observed import alarms_of, metric_namespaces_of, observed
from bootstrap.removal import Event, TeardownReport
from bootstrap.steps import procedure
from bootstrap.teardown import emergency, teardown
from harness.commands import LEAK, PASSED
from harness.commands.accounts import Account, Which, checked, running
from harness.commands.guide import Briefly, Guided
from harness.commands.terminal import print_json, results, terminal
from harness.engines.engine import Engine
from harness.probes.emulator import EmulatorError, clients_of
from harness.run.clock import Stopwatch
from harness.run.lease import exclusive


@dataclass(frozen=True)
class TeardownOptions:
    """How a stack is taken down. `yes` asks nothing, as does an input that is no terminal; `order` only prints it."""

    guided: bool = False
    yes: bool = False
    order: bool = False
    as_json: bool = False


def tear_down(choose: Callable[[], Engine], which: Which, options: TeardownOptions) -> int:
    """Take a stack down from whatever state it is in; LEAK when something of it is left, named with the reason."""
    stack = which.stack()
    name, account_id = stack.name, which.account_id
    if options.order:
        print(procedure(stack))
        return PASSED
    endpoint = running(choose)
    console = terminal()
    if endpoint is None:
        if options.as_json:
            print_json(document(name, account_id, TeardownReport()))
        console.print("no emulator is up: nothing of the stack is there")
        return PASSED
    account = Account(clients_of(endpoint, account_id, stack.scope.region))
    watch = Stopwatch()
    with exclusive(account.emulator, f"a teardown of {name}"):
        report = _taken_down(stack, account, console, options)
    if options.as_json:
        print_json(document(name, account_id, report))
    else:
        _show(report, f"{name}, account {account_id}, {watch.elapsed_s:.1f} s", results())
    return PASSED if report.clean else LEAK


def document(name: str, account_id: str, report: TeardownReport) -> dict[str, Any]:
    """A teardown as `--json` prints it."""
    return {
        "stack": name,
        "account": account_id,
        "clean": report.clean,
        "removed": sorted(each.address for each in report.deleted),
        "left": [{"address": address, "reason": reason} for address, reason in sorted(report.left.items())],
        "others": [{"address": address, "stack": stack} for address, stack in sorted(report.others.items())],
    }


def _taken_down(stack: Stack, account: Account, console: Console, options: TeardownOptions) -> TeardownReport:
    regions = account.emulator.regions()
    guide = Guided(console, _pause(options.yes)) if options.guided else None
    tell: Callable[[Event], None] = guide or Briefly(console)
    seen = observed(stack, account.clients)
    report = teardown(stack, account.clients, tell, regions=regions)
    if guide:
        guide.finish()
    if report.clean:
        account.emulator.forget(seen.namespaces, seen.alarms)
    return report


def _pause(yes: bool) -> Callable[[str], None]:
    if yes or not sys.stdin.isatty():
        return lambda _: None

    def wait(prompt: str) -> None:
        try:
            input(prompt)
        except EOFError:
            print()

    return wait


def empty_everything(choose: Callable[[], Engine], account_id: str | None) -> int:
    """Remove all that is ours from the account, or from all; LEAK when something is left. No failure ends it early."""
    chosen = checked(account_id) if account_id else None
    endpoint = running(choose)
    console = terminal()
    if endpoint is None:
        console.print("no emulator is up: nothing is there")
        return PASSED
    watch = Stopwatch()
    default = Account(clients_of(endpoint))
    holding = default.emulator.holdings()
    ids = [chosen] if chosen else sorted({default.clients.account_id, *holding})
    whole = TeardownReport()
    for each in ids:
        report = _emptied(Account(clients_of(endpoint, each)), holding.get(each, []), console)
        whole.deleted += report.deleted
        whole.left |= {f"account {each}: {address}": reason for address, reason in report.left.items()}
    _show(whole, f"{len(ids)} account{'s' * (len(ids) != 1)}, {watch.elapsed_s:.1f} s", results())
    return PASSED if whole.clean else LEAK


def _emptied(account: Account, regions: list[str], console: Console) -> TeardownReport:
    """One account; what keeps it from being emptied is in the report rather than raised."""
    with ExitStack() as leased:
        try:
            leased.enter_context(exclusive(account.emulator, "an emergency"))
            report = emergency(account.stacks, account.clients, (account.clients.region, *regions), Briefly(console))
            for stack in account.stacks if report.clean else []:
                account.emulator.forget(metric_namespaces_of(stack), alarms_of(stack))
        except (EmulatorError, HarnessError, BotoCoreError, ClientError) as error:
            return TeardownReport(left={"everything": str(error)})
    return report


def _show(report: TeardownReport, what: str, console: Console) -> None:
    for address, reason in sorted(report.left.items()):
        console.print(f"[red]left[/] {escape(address)}: {escape(reason)}")
    for stack in sorted(set(report.others.values())):
        number = list(report.others.values()).count(stack)
        console.print(
            f"not touched: {number} resources of these names belong to the CloudFormation stack {escape(stack)}; "
            "take it down by its template (TEMPLATE=) or with CloudFormation"
        )
    verdict = "[green]clean[/]" if report.clean else "[red]leak[/]"
    console.print(f"{verdict}  {len(report.deleted)} removed, {len(report.left)} left  ({what})")
