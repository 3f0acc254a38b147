"""What goes into a function's package or a layer, as part of a declaration: no file is read here."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Inline:
    """Files written out in the declaration, as (path in the package, text)."""

    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Folder:
    """Every file below `path`, at the root of the package; and each folder of `beside`, under its own name.

    Caches of Python and its tools are left out.
    """

    path: Path
    beside: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Requirements:
    """The Python packages of a lock file with hashes, installed as wheels for the functions' interpreter.

    Files that match one of `without` are left out: patterns of `fnmatch` for the path below site-packages, in which
    `*` crosses folders. Every byte of a layer is uploaded, stored and unpacked again for every stack.
    """

    lock: Path
    without: tuple[str, ...] = ()


Content = Inline | Folder | Requirements
