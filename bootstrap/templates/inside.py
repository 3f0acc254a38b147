"""Which files of this machine a template may name: those of its own project.

A template of somebody else would otherwise take any file into a package, by its path or through a link, and hand it to
a function of its own.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from bootstrap.templates.reading import TemplateError

VARIABLE = "HARNESS_ALLOW_OUTSIDE"
"""Folders, separated by commas, whose files templates may name as well."""


PROJECTS = (".git", "pyproject.toml", "harness.toml", "package.json")
"""What stands in the folder of a project."""


def project_of(folder: Path) -> Path:
    """The folder that a template's files must be in: of the outermost project around it, if there is one, else its own.

    A home folder, or what is above it, is no project: keys are kept there.
    """
    folder = folder.resolve()
    home, found = Path.home().resolve(), folder
    for above in (folder, *folder.parents):
        if home.is_relative_to(above):
            break
        if any((above / name).exists() for name in PROJECTS):
            found = above
    return found


def hold_inside(path: Path, folder: Path, named_by: str) -> None:
    """TemplateError when `path`, or a link below it, leads out of the project of the template in `folder`."""
    allowed = [project_of(folder), *_allowed()]
    for each in (path, *_links(path)):
        real = each.resolve()
        if not any(real.is_relative_to(one) for one in allowed):
            raise TemplateError(
                f"{named_by} names {each}, which leads out of {allowed[0]}: a template takes files of its own project "
                f"only; move them there, or name their folder in {VARIABLE}"
            )


def _links(path: Path) -> Iterator[Path]:
    return (each for each in path.rglob("*") if each.is_symlink()) if path.is_dir() else iter(())


def _allowed() -> Iterator[Path]:
    return (Path(each).resolve() for each in os.environ.get(VARIABLE, "").split(",") if each)
