"""Showing what is connected to what in an account, each link with its state, and the first that is stuck."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.templates.deploying import resources_of
from harness.commands import FAILED, PASSED, UNKNOWN, USAGE, CommandError
from harness.commands.accounts import checked, running, stack_named
from harness.commands.breaking import book_of
from harness.commands.terminal import print_json, results
from harness.diagnosis.drawing import LEGEND, drawn
from harness.diagnosis.link import Flow
from harness.diagnosis.report import Report, report_of_account, report_of_stack
from harness.engines.engine import Engine
from harness.probes.emulator import Emulator, clients_of
from harness.run.registry import system_named, systems

COLOURS = {Flow.PASSING: "green", Flow.IDLE: "default", Flow.STUCK: "bold red", Flow.UNKNOWN: "yellow"}


@dataclass(frozen=True)
class DiagnoseOptions:
    """What is looked at, and how it is shown. Without a stack all that stands in the account, in every region of it."""

    stack: str | None
    account_id: str
    as_json: bool = False
    details: bool = False
    picture: Path | None = None


def show_diagnosis(choose: Callable[[], Engine], options: DiagnoseOptions) -> int:
    """Look, and print it; FAILED when a link is stuck, UNKNOWN when one can't be looked at. Nothing is changed."""
    endpoint = running(choose)
    if endpoint is None:
        raise CommandError("no emulator is up: start one with `make up`, then apply a stack")
    reports = [each for each in _reports(endpoint, options) if each.places]
    if options.as_json:
        print_json(_document(options, reports))
    else:
        _print(options, reports, _broken_on_purpose(endpoint, options.account_id))
    if options.picture:
        from harness.plots.wiring_plot import draw_wiring

        draw_wiring(reports, options.picture)
        if not options.as_json:
            results().print(f"picture: {options.picture}", markup=False)
    return _code(reports)


def _reports(endpoint: Endpoint, options: DiagnoseOptions) -> Iterator[Report]:
    account_id, name = checked(options.account_id), options.stack
    clients = clients_of(endpoint, account_id)
    regions = [clients.in_region(each) for each in Emulator(clients).regions()]
    if name is None:
        yield from map(report_of_account, regions)
    elif name in systems():
        yield report_of_stack(stack_named(name, account_id), clients, system_named(name).completed)
    else:
        standing = [each for each in regions if _has(each, name)]
        if not standing:
            known = ", ".join(systems())
            raise CommandError(f"{name} is no system ({known}) and no stack of CloudFormation in {account_id}", USAGE)
        yield from (report_of_account(each, name) for each in standing)


def _has(clients: Clients, stack: str) -> bool:
    """Whether CloudFormation has a stack of that name in the region, with anything in it."""
    return "cloudformation" not in clients.unused() and bool(resources_of(clients, stack))


def _document(options: DiagnoseOptions, reports: list[Report]) -> dict[str, Any]:
    stuck = next((each.stuck for each in reports if each.stuck), None)
    return {
        "account": options.account_id,
        "stack": options.stack,
        "stuck_at": stuck.link if stuck else None,
        "regions": [each.as_json() for each in reports],
    }


def _broken_on_purpose(endpoint: Endpoint, account_id: str) -> int:
    """How many links of the account `harness break` broke, and nobody has mended."""
    return sum(each.account_id == account_id for each in book_of(endpoint).broken())


def _print(options: DiagnoseOptions, reports: list[Report], broken: int) -> None:
    console = results()
    for report in reports:
        whose = f"{options.stack} in account" if options.stack else "account"
        console.print(f"{whose} {report.account_id}, {report.region}", markup=False, style="bold")
        for line, flow in drawn(report, options.details):
            console.print(line, markup=False, style=COLOURS[flow] if flow else None, soft_wrap=True)
        console.print()
    if not reports:
        console.print(f"nothing is connected to anything in account {options.account_id}", markup=False)
        return
    console.print(LEGEND, markup=False)
    console.print(verdict_of(reports, broken), markup=False, soft_wrap=True)


def verdict_of(reports: Sequence[Report], broken: int = 0) -> str:
    """The last line: the first stuck link, or what keeps one from being seen. `broken` links are so on purpose."""
    for report in reports:
        if report.stuck:
            return f"first stuck link: {report.stuck.link}"
    unknown = [state for report in reports for state in report.unknown]
    if unknown:
        those = "1 link" if len(unknown) == 1 else f"{len(unknown)} links"
        return f"{those} can't be looked at: {unknown[0].why}"
    if broken:
        those = "1 link is" if broken == 1 else f"{broken} links are"
        return f"no link is stuck; {those} broken on purpose and nothing has come through yet: send an event"
    return "no link is stuck"


def _code(reports: list[Report]) -> int:
    if any(each.stuck for each in reports):
        return FAILED
    return UNKNOWN if any(each.unknown for each in reports) else PASSED
