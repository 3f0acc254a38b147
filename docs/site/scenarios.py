"""A page for each scenario, from its lab text."""

from docs.site.markdown import cell, code, table
from harness.run.registry import scenarios
from harness.run.system import Scenario

FOLDER = "reference/scenarios"


def scenario_pages() -> dict[str, str]:
    """The list of all scenarios, and a page for each."""
    found = scenarios()
    rows = [(f"[`{name}`]({name}.md)", f"`{each.system.name}`", cell(each.title)) for name, each in found.items()]
    listed = table(("scenario", "stack", "what happens"), rows)
    first = f"# Scenarios\n\nWhat `make scenario SCENARIO=…` runs.\n\n{listed}\n"
    return {f"{FOLDER}/index.md": first} | {f"{FOLDER}/{name}.md": _page(each) for name, each in found.items()}


def _page(scenario: Scenario) -> str:
    parts = [
        f"# {scenario.name}",
        scenario.title,
        f"```sh\nmake scenario SCENARIO={scenario.name}\n```",
        f"It runs on the stack `{scenario.system.name}`. The text of its lab:",
        code(scenario.text),
    ]
    if scenario.parameters:
        rows = [(f"`--set {name}=…`", str(own)) for name, own in scenario.parameters.items()]
        parts += ["## What may be chosen", table(("option", "otherwise"), rows)]
    if scenario.artefacts:
        parts += ["## Files that it leaves", "\n".join(f"- `{name}`" for name in scenario.artefacts)]
    return "\n\n".join(parts) + "\n"
