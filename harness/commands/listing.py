"""Commands that only read: scenarios, saved runs, the register."""

import re
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from harness.commands import PASSED, USAGE, CommandError
from harness.commands.drawing import draw
from harness.commands.terminal import print_json, results
from harness.fidelity import REGISTER
from harness.run.registry import UnknownScenario, scenario_named, scenarios
from harness.run.store import NotARun, load


def list_scenarios() -> int:
    """Print every scenario in a line."""
    console, every = results(), scenarios()
    width = max(map(len, every))
    for name, scenario in every.items():
        line = f"[bold]{name:<{width}}[/]  {scenario.title}"
        console.print(line, no_wrap=True, overflow="ellipsis" if console.is_terminal else "ignore")
    console.print("[dim]`harness scenarios NAME` prints the text of its lab[/]")
    return PASSED


def show_scenario(name: str) -> int:
    """Print one with the text of its lab, and what of it can be chosen."""
    console = results()
    try:
        scenario = scenario_named(name)
    except UnknownScenario as error:
        raise CommandError(str(error), USAGE) from error
    parameters = "".join(f"  [dim]--set {each}={value}[/]" for each, value in scenario.parameters.items())
    console.print(f"[bold]{name}[/]  {scenario.title}{parameters}")
    text = flowing(scenario.text) if console.is_terminal else scenario.text
    console.print(Padding(Text(text), (0, 0, 1, 4)) if console.is_terminal else indented(text))
    return PASSED


def flowing(text: str) -> str:
    """The text with each paragraph in one line, to be wrapped for whatever width there is; lists keep theirs."""
    return "\n\n".join(re.sub(r"\n(?=[a-zA-Z`(])", " ", part) for part in text.split("\n\n"))


def indented(text: str) -> Text:
    """The text's own lines, below the scenario's name."""
    return Text("\n".join(f"    {line}".rstrip() for line in text.splitlines()) + "\n")


def draw_again(folder: Path) -> int:
    """Draw a saved run once more from what was saved."""
    try:
        run = load(folder)
    except NotARun as error:
        raise CommandError(f"{error}; give a folder below runs/", USAGE) from error
    print(draw(run, folder / "plot.png"))
    return PASSED


def print_register(as_json: bool = False) -> int:
    """Print where what runs here differs from AWS."""
    if as_json:
        print_json({"divergences": [asdict(entry) for entry in REGISTER.values()]})
        return PASSED
    table = Table(Column("divergence", no_wrap=True), "here", "on AWS", show_lines=True)
    for entry in REGISTER.values():
        table.add_row(entry.id, entry.here, entry.on_aws)
    Console().print(table)
    return PASSED
