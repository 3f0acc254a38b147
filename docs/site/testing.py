"""The pages about tests: fixtures and markers of the pytest plugin, and every name of harness.testing."""

import inspect
import re
from typing import Any

from docs.site.markdown import cell, code, doc_of, table
from harness import pytest_plugin, testing
from harness.waits.condition import Condition

MODULES = re.compile(r"\b(?:[a-z_]\w*\.)+(?=\w)")
"""Where a type of a signature is defined."""
OBJECT = re.compile(r"<function [^>]*(?:>[^>]*)?>|<factory>")
"""A default that only Python can write."""
SYSTEMS = ("harness.run.system", "harness.diagnosis", "harness.plots", "harness.pages")
SECTIONS = ("Conditions", "Probes", "Checks and verdicts", "Systems and scenarios", "Runs and tests")


def fixtures_page() -> str:
    """The fixtures and markers, from the plugin."""
    markers = [
        (f"`{cell(mark)}`", cell(text)) for mark, text in (each.split(": ", 1) for each in pytest_plugin.MARKERS)
    ]
    rows = [(f"`{name}`", cell(doc_of(function))) for name, function in fixtures().items()]
    return "\n\n".join(
        [
            "# Fixtures and markers",
            "pytest finds them where the harness is installed; [the manual](../testing.md) explains them.",
            "## Fixtures",
            table(("fixture", "what it is"), rows),
            "## Markers",
            table(("marker", "what it says"), markers),
            "",
        ]
    )


def fixtures() -> dict[str, Any]:
    """The functions of the plugin's fixtures by name."""
    found = {}
    for name, value in vars(pytest_plugin).items():
        function = getattr(value, "_get_wrapped_function", None) or getattr(value, "__pytest_wrapped__", None)
        if function is not None:
            found[name] = function() if callable(function) else function.obj
    return found


def names_page() -> str:
    """Every name that other projects may import, by what it is."""
    sections: dict[str, list[str]] = {title: [] for title in SECTIONS}
    for name in testing.__all__:
        sections[_section(getattr(testing, name))].append(name)
    parts = ["# harness.testing", f"{doc_of(testing).splitlines()[0]} [The manual](../testing.md) explains them."]
    for title, names in sections.items():
        parts += [f"## {title}", *(_entry(name, getattr(testing, name)) for name in sorted(names))]
    return "\n\n".join(parts) + "\n"


def _section(thing: Any) -> str:
    module = getattr(thing, "__module__", "")
    conditions = module.startswith("harness.waits") or (isinstance(thing, type) and issubclass(thing, Condition))
    places = (
        (conditions, "Conditions"),
        (module.startswith("harness.probes"), "Probes"),
        (module.startswith(("harness.checks", "harness.run.verdict", "harness.run.window")), "Checks and verdicts"),
        (
            module.startswith(("harness.run.system", "harness.diagnosis", "harness.plots", "harness.pages")),
            "Systems and scenarios",
        ),
    )
    return next((title for here, title in places if here), "Runs and tests")


def _entry(name: str, thing: Any) -> str:
    parts = [f"### {name}", code(f"{name}{_signature(thing)}"), doc_of(thing)]
    if isinstance(thing, type):
        methods = [
            (f"`{each}{cell(_signature(value))}`", cell(doc_of(value).split("\n\n")[0]))
            for each, value in vars(thing).items()
            if inspect.isfunction(value) and not each.startswith("_")
        ]
        parts += [table(("method", "what it promises"), methods)] if methods else []
    return "\n\n".join(part for part in parts if part)


def _signature(thing: Any) -> str:
    try:
        text = str(inspect.signature(thing)).replace("self, ", "").replace("(self)", "()").replace("'", "")
    except (TypeError, ValueError):
        return ""
    return MODULES.sub("", OBJECT.sub("…", text)).removesuffix(" -> None")
