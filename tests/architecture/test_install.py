"""The installer says in words what it can't install with."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READ = ("requirements/install.py", "harness/__init__.py", "harness/runtimes.py", "bootstrap/sources.py")
"""What the installer reads before it has looked at the version of its interpreter."""


@pytest.mark.parametrize("name", READ)
def test_an_old_python_reads_the_installer_as_far_as_its_refusal(name: str) -> None:
    """macOS's own `python3` is 3.9: annotations of today's form must not be evaluated there."""
    tree = ast.parse((ROOT / name).read_text(), feature_version=(3, 7))
    if not any(isinstance(node, ast.FunctionDef) for node in tree.body):
        return
    futures = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    assert [alias.name for node in futures for alias in node.names] == ["annotations"]
