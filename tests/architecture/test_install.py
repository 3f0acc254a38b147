"""The installer says in words what it can't install with."""

import ast
from pathlib import Path

INSTALLER = Path(__file__).parents[2] / "requirements" / "install.py"


def test_an_old_python_reads_the_installer_as_far_as_its_refusal() -> None:
    """macOS's own `python3` is 3.9: annotations of today's form must not be evaluated there."""
    tree = ast.parse(INSTALLER.read_text(), feature_version=(3, 7))
    futures = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    assert [alias.name for node in futures for alias in node.names] == ["annotations"]
