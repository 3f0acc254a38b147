"""Showing what a stack would cost on AWS, from what it is and from what a run of it did."""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from bootstrap.model.stack import Stack
from harness.commands import PASSED, USAGE, CommandError
from harness.commands.accounts import Which
from harness.commands.terminal import print_json, results
from harness.cost.recorded import measured
from harness.cost.report import Report, report
from harness.cost.standing import standing
from harness.plots.cost_plot import dollars, draw_cost
from harness.run.registry import UnknownScenario, scenario_named, systems
from harness.run.runner import RunOptions, stack_of
from harness.run.store import NotARun, SavedRun, Store, load, load_usage
from harness.run.verdict import Verdict
from pricing.bill import Bill
from pricing.price_table import FreeTier, PriceTable
from pricing.usage import Usage

WIDTH = 110
"""Of tables that go elsewhere than to a terminal, in characters."""


@dataclass(frozen=True)
class CostOptions:
    """How a month is priced. Without `region` in the stack's own, without `folder` with its last passed run."""

    folder: Path | None = None
    region: str | None = None
    free_tier: FreeTier = FreeTier.OFF
    times: int = 1000
    store: Path = Path("runs")
    as_json: bool = False


def show_cost(which: Which, options: CostOptions) -> int:
    """Print what a month of the stack costs, by item and by resource; save it in the run's folder, with a picture."""
    if options.times < 1:
        raise CommandError(f"{options.times} times: give at least 1", USAGE)
    stack = which.stack()
    name = stack.name
    table, run = PriceTable.read(), _run_of(name, options)
    if run and which.template is None:
        stack = _stack_of(run)
    region = options.region or stack.scope.region
    if region not in table.regions:
        raise CommandError(f"there are no prices for {region!r}; there are for {', '.join(table.regions)}", USAGE)
    used, source = (_usage_of(run), run.folder.name) if run else (Usage(), "")
    made = report(stack.name, standing(stack), used, source, options.times, region, options.free_tier, table)
    if run is not None:
        (run.folder / "cost.json").write_text(json.dumps(made.as_json(), indent=2) + "\n")
    if options.as_json:
        print_json(made.as_json())
        return PASSED
    console = results()
    _print(made, Console(highlight=False, width=None if console.is_terminal else WIDTH))
    if run is None:
        console.print(f"no passed run of {name} is in {options.store}: only what stands is counted")
    else:
        print(draw_cost(made, run.folder / "cost.png"))
    return PASSED


def show_published() -> int:
    """Print the published estimates of every system that has some beside ours."""
    for system in systems().values():
        if system.published:
            print(system.published(), end="")
    return PASSED


def _run_of(name: str, options: CostOptions) -> SavedRun | None:
    """The run that was named; else the last that passed of the scenario that is named like the stack, or of any."""
    if options.folder is not None:
        try:
            return load(options.folder)
        except NotARun as error:
            raise CommandError(f"{error}; give a folder below {options.store}/", USAGE) from error
    runs = _passed(name, options.store)
    return next((run for run in runs if run.about.scenario == name), runs[0] if runs else None)


def _passed(stack: str, root: Path) -> list[SavedRun]:
    """The stack's runs that passed and tell what they used, newest first."""
    found = []
    for folder in reversed(Store(root).runs()):
        with suppress(NotARun):
            run = load(folder)
            if run.about.stack == stack and run.verdict is Verdict.PASSED and load_usage(folder):
                found.append(run)
    return found


def _stack_of(run: SavedRun) -> Stack:
    """What stood when it ran."""
    try:
        return stack_of(scenario_named(run.about.scenario), RunOptions(period_s=run.about.period_s))
    except UnknownScenario as error:
        raise CommandError(f"{run.folder}: {error}; give another run", USAGE) from error


def _usage_of(run: SavedRun) -> Usage:
    try:
        return measured(load_usage(run.folder))
    except NotARun as error:
        raise CommandError(f"{error}; run the scenario again", USAGE) from error
    except (KeyError, TypeError, ValueError) as error:
        raise CommandError(f"{run.folder}: what the run used can't be read: {error!r}; run it again", USAGE) from error


def _print(made: Report, console: Console) -> None:
    console.print(f"[bold]{made.title}[/]\n{made.about}", soft_wrap=True)
    if made.active.lines:
        console.print(_items(made.active))
        console.print(_resources(made))
    totals = ", ".join(f"{tier} {dollars(total)}" for tier, total in made.totals.items())
    console.print(f"with the free tier {totals}", soft_wrap=True)
    if made.measured_here:
        console.print(f"[dim]{made.measured_here}[/]", soft_wrap=True)
    for text in made.active.not_counted:
        console.print(f"[dim]not counted: {text}[/]", soft_wrap=True)
    if made.active.unseen:
        unseen = ", ".join(f"{price.service} {price.words}" for price in made.active.unseen)
        console.print(f"[dim]prices that nothing confirms: {unseen}[/]", soft_wrap=True)


def _items(bill: Bill) -> Table:
    free = any(line.free for line in bill.lines)
    columns = [Column("service"), Column("item"), Column("quantity", justify="right"), Column("unit")]
    columns += [Column("free", justify="right")] if free else []
    table = Table(*columns, Column("$ per unit", justify="right"), Column("cost", justify="right"), box=None)
    for line in bill.lines:
        of_free = [number(line.free)] if free else []
        price = line.price
        table.add_row(
            price.service, price.words, number(line.quantity), price.unit, *of_free,
            f"{price.first_usd.normalize():f}", dollars(line.cost),
        )  # fmt: skip
    table.add_row("total", *[""] * (len(columns)), dollars(bill.total), style="bold")
    return table


def _resources(made: Report) -> Table:
    table = Table("service", "resource", Column("idle", justify="right"), Column("active", justify="right"), box=None)
    for service, name in made.active.resources:
        idle, active = made.idle.of_resource(name, service), made.active.of_resource(name, service)
        table.add_row(service, name, dollars(idle), dollars(active))
    table.add_row("total", "", dollars(made.idle.total), dollars(made.active.total), style="bold")
    return table


def number(quantity: Any) -> str:
    """A quantity with at most four digits after the point, or three that count."""
    return f"{quantity:,.4f}".rstrip("0").rstrip(".") if quantity == 0 or quantity >= 1 else f"{float(quantity):.3g}"
