"""What other projects may import is declared, documented, and enough for the example projects."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import bootstrap
from bootstrap.registry import handlers

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").rglob("*.py"))


def imports_of(path: Path) -> Iterator[tuple[str, str]]:
    """Each (module, name) that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def test_every_public_name_is_there() -> None:
    assert sorted(bootstrap.__all__) == sorted(name for names in bootstrap.PLACES.values() for name in names)
    for name in bootstrap.__all__:
        assert getattr(bootstrap, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        getattr(bootstrap, "Nothing")  # noqa: B009 - mypy would know


def test_every_resource_type_is_public() -> None:
    ours = [its.declaration for its in handlers().values() if type(its).__module__.startswith("bootstrap.resources.")]
    assert {each.__name__ for each in ours} <= set(bootstrap.__all__)


def test_every_public_name_is_documented() -> None:
    manual = (ROOT / "docs" / "testing.md").read_text()
    assert [name for name in bootstrap.__all__ if f"`{name}`" not in manual] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_example_needs_only_what_is_public(path: Path) -> None:
    for module, name in imports_of(path):
        if module.split(".")[0] == "bootstrap":
            assert (module, name in bootstrap.__all__) == ("bootstrap", True), f"{module}.{name}"


def test_the_public_face_loads_nothing_by_itself() -> None:
    program = "import sys, bootstrap; print(sorted(name for name in sys.modules if name.startswith('bootstrap')))"
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "['bootstrap']"
