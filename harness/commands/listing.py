"""Commands that only read: scenarios, saved runs, the register."""

from pathlib import Path

from rich.console import Console
from rich.table import Column, Table

from harness.commands import PASSED, USAGE, CommandError
from harness.commands.drawing import draw
from harness.fidelity import REGISTER
from harness.run.registry import scenarios
from harness.run.store import NotARun, load


def list_scenarios() -> int:
    """Print every scenario with the text of its lab."""
    console = Console(highlight=False)
    for name, scenario in scenarios().items():
        parameters = "".join(f"  [dim]--set {each}={value}[/]" for each, value in scenario.parameters.items())
        console.print(f"[bold]{name}[/]  {scenario.title}{parameters}", soft_wrap=True)
        text = "\n".join(f"    {line}".rstrip() for line in scenario.text.splitlines())
        console.print(f"{text}\n", markup=False, soft_wrap=not console.is_terminal)
    return PASSED


def draw_again(folder: Path) -> int:
    """Draw a saved run once more from what was saved."""
    try:
        run = load(folder)
    except NotARun as error:
        raise CommandError(f"{error}; give a folder below runs/", USAGE) from error
    print(draw(run, folder / "plot.png"))
    return PASSED


def print_register() -> int:
    """Print where what runs here differs from AWS."""
    table = Table(Column("divergence", no_wrap=True), "here", "on AWS", show_lines=True)
    for entry in REGISTER.values():
        table.add_row(entry.id, entry.here, entry.on_aws)
    Console().print(table)
    return PASSED
