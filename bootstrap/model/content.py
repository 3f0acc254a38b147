"""What goes into a function's package or a layer, as part of a declaration: no file is read here."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Inline:
    """Files written out in the declaration, as (path in the package, text)."""

    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Folder:
    """Every file below `path`, in the folder `root` of the package; and each folder of `beside`, under its own name.

    Without a `root` they are at the package's own. Caches of Python and its tools are left out.
    """

    path: Path
    beside: tuple[Path, ...] = ()
    root: str = ""


@dataclass(frozen=True)
class Requirements:
    """The Python packages of a lock file with hashes, installed as wheels for the functions' interpreter.

    Files that match one of `without` are left out: patterns of `fnmatch` for the path below site-packages, in which
    `*` crosses folders. Every byte of a layer is uploaded, stored and unpacked again for every stack.
    """

    lock: Path
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenRequirements:
    """The Python packages of a requirements file as a user writes it: with what they need, hashes or not.

    They are installed as wheels into the folder `root` of the package: `python` for a layer, none for a function.
    """

    file: Path
    root: str = "python"


@dataclass(frozen=True)
class File:
    """One file as it is, such as a zip that somebody else has built, or the definition of an API."""

    path: Path


@dataclass(frozen=True)
class Text:
    """A file that is written out here, uploaded as it is."""

    text: str


@dataclass(frozen=True)
class Together:
    """Several contents in one package; a path may be in one of them only."""

    parts: "tuple[Folder | OpenRequirements, ...]"


Content = Inline | Folder | Requirements | OpenRequirements | File | Text | Together
