"""What docs/s3-cleanup.md gives to each function is what the function needs: its packages and its variables."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
FUNCTIONS = ROOT / "lambdas" / "s3_cleanup"
GUIDE = (ROOT / "docs" / "s3-cleanup.md").read_text()
VARIABLES = {
    "BUCKET_NAME": "assignment4-test-bucket",
    "OBJECT_TABLE": "ObjectTable",
    "HISTORY_TABLE": "HistoryTable",
    "ALARM_NAME": "assignment4-total-size-alarm",
    "PERIOD_S": "60",
    "PLOT_API_URL": "http://127.0.0.1:1/plot",
    "PLOT_BUCKET_NAME": "assignment4-plot-bucket",
    "THRESHOLD": "20",
}
COLUMNS = ["driver", "size_tracking", "event_logging", "cleaner", "plotting"]
"""The columns of the guide's table of variables, by folder."""


def packages() -> dict[str, list[str]]:
    """Folder → packages, from the guide's first table."""
    rows = re.findall(r"^\| `assignment4-[\w-]+-lambda` \| `(\w+)/` \| ([^|]+) \|", GUIDE, re.MULTILINE)
    return {folder: re.findall(r"`(\w+)`", names) for folder, names in rows}


def variables(folder: str) -> dict[str, str]:
    """The variables that the guide gives to the function."""
    rows = re.findall(r"^\| `([A-Z_]+)`[^|]*\|[^|]*\|(.*)\|$", GUIDE, re.MULTILINE)
    column = COLUMNS.index(folder)
    return {name: VARIABLES[name] for name, cells in rows if cells.split("|")[column].strip() == "yes"}


def test_the_guide_names_every_function() -> None:
    folders = {path.parent.name for path in FUNCTIONS.glob("*/handler.py")}
    assert set(packages()) == folders == set(COLUMNS)


@pytest.mark.parametrize("folder", COLUMNS)
def test_a_function_reads_the_variables_it_is_given_and_no_others(folder: str) -> None:
    tree = ast.parse((FUNCTIONS / folder / "handler.py").read_text())
    read = {
        node.slice.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ"
        if isinstance(node.slice, ast.Constant)
    }
    assert read == set(variables(folder))


def test_the_logging_function_s_folder_does_not_shadow_the_standard_library() -> None:
    assert not {path.name for path in FUNCTIONS.iterdir()} & sys.stdlib_module_names
