"""Beginning a project of one's own: a template, a function, its tests, what CI needs, and how it is used."""

import re
import shlex
import sys
from pathlib import Path

from harness.commands import PASSED, USAGE, CommandError
from harness.commands.installing import install_function_runtimes
from harness.commands.terminal import results

WORKFLOW = ".github/workflows/test.yml"
SOURCES = Path(__file__).resolve().parents[1] / "project"
FILES = {
    "template.yaml": "template.yaml.txt",
    "src/app.py": "app.py.txt",
    "tests/test_orders.py": "test_orders.py.txt",
    "pyproject.toml": "pyproject.toml.txt",
    WORKFLOW: "workflow.yml.txt",
    ".gitignore": "gitignore.txt",
    "README.md": "README.md.txt",
}
"""What a new project has, and what it is written from; NAME in it is the project's name."""
NAMES = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,99}")


def begin(folder: Path) -> int:
    """Write a project into a folder that is new or empty, and make sure that functions can run."""
    write_project(folder)
    install_function_runtimes()
    results().print(told(folder), markup=False, soft_wrap=True)
    return PASSED


def told(folder: Path) -> str:
    """What there is now, and what is typed next: with the interpreter that has the harness, wherever that stands."""
    return (
        f"{folder} is there; next: cd {shlex.quote(str(folder))} && {shlex.quote(sys.executable)} -m pytest\n"
        f"{folder / WORKFLOW} runs on GitHub once OWNER in it is who publishes the harness, "
        "and v0.1.0 a release of theirs"
    )


def write_project(folder: Path) -> None:
    """The files of a new project, named as its folder; CommandError where there is something, or for another name.

    Only the last folder of a path is made: it is the project's name, and one above it that isn't there is a slip.
    """
    whole = folder.resolve()
    name = whole.name
    if not NAMES.fullmatch(name):
        raise CommandError(
            f"{name!r} can't be the project's name: it has letters, digits and hyphens, a letter first, such as shop",
            USAGE,
        )
    if not whole.parent.is_dir():
        raise CommandError(f"there is no folder {str(folder.parent)!r}: give a name alone, such as {name}", USAGE)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandError(f"{folder} is there already, and not empty; give a new name", USAGE)
    for target, source in FILES.items():
        path = folder / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((SOURCES / source).read_text().replace("NAME", name))
