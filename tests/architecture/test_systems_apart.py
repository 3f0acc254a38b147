"""No generic room names a system, and what other projects may import of the harness is declared and documented."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import harness.testing
from bootstrap.stacks import StackOptions
from harness.run.registry import systems

ROOT = Path(__file__).resolve().parents[2]
PARTICULAR = {"bootstrap": "stacks", "harness": "systems"}
"""Each room, and the folder in it where systems stand."""
SHORTEST = 11
"""Characters of a resource's name that can't be a common word."""
EXAMPLES = sorted((ROOT / "examples").rglob("*.py"))


def generic() -> Iterator[Path]:
    """Every module that must know no system."""
    for room, particular in PARTICULAR.items():
        for path in sorted((ROOT / room).rglob("*.py")):
            if (ROOT / room / particular) not in path.parents:
                yield path


def names() -> dict[str, str]:
    """What names a system: an expression, and the system. Its own name, its modules, scenarios and resources."""
    found = {}
    for name, system in systems().items():
        module = name.replace("-", "_")
        found[rf"(stacks|systems)\.{module}\b"] = name
        found[rf"\b{name}\b" if "-" in name else rf"[\"'`]{name}[\"'`@]"] = name
        for scenario in system.scenarios:
            found[rf"\b{scenario}\b"] = name
        for resource in system.stack(StackOptions()).resources:
            if len(resource.name) >= SHORTEST and resource.name[0].isalpha():
                found[rf"(?<![\w-]){re.escape(resource.name)}(?![\w-])"] = name
    return found


def test_no_generic_room_names_a_system() -> None:
    named = {re.compile(expression): system for expression, system in names().items()}
    assert len(named) > 50
    told = [
        f"{path.relative_to(ROOT)}:{number} names {system}: {line.strip()}"
        for path in generic()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        for expression, system in named.items()
        if expression.search(line)
    ]
    assert told == []


def test_every_public_name_of_the_harness_is_there_and_documented() -> None:
    manual = (ROOT / "docs" / "testing.md").read_text()
    assert [name for name in harness.testing.__all__ if f"`{name}`" not in manual] == []
    imported = {name for name in vars(harness.testing) if name.isidentifier() and not name.startswith("_")}
    assert imported == set(harness.testing.__all__)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_example_imports_of_the_harness_only_what_is_public(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "harness":
            assert node.module == "harness.testing"
            assert {alias.name for alias in node.names} <= set(harness.testing.__all__)
        elif isinstance(node, ast.Import):
            assert not [alias.name for alias in node.names if alias.name.split(".")[0] == "harness"]
