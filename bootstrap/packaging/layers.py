"""Layers built from lock files: installed once for the interpreter that runs the functions, and kept in a cache.

The cache holds finished zips only, named by what they were built from; a build happens beside it and is moved in when
it is whole. Building needs the package index once; after that no network.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path

from bootstrap.errors import HarnessError
from bootstrap.file_lock import try_lock
from bootstrap.model.content import OpenRequirements, Requirements
from bootstrap.packaging.archive import zipped
from bootstrap.packaging.requirements import checked
from bootstrap.polling import until

RECIPE = "3"
"""Part of every layer's fingerprint; raised when this file builds layers differently."""
UNZIPPED_LIMIT_BYTES = 250_000_000
BUILD_DEADLINE_S = 600.0
SAID_CHARACTERS = 300
"""How much of a line of a failed command is passed on: pip tells of every file of a full disk in one line."""
LEFT_OUT_FOLDERS = frozenset({"tests", "__pycache__", "sample_data", "include", "bin", "share"})
"""Tests, sample data and what belongs to building: no function needs them."""
LEFT_OUT_SUFFIXES = frozenset({".pyi", ".pyx", ".pxd", ".a", ".h", ".c", ".f90", ".pyc"})
MANYLINUX = ("2_28", "2_27", "2_17", "2014")


class LayerError(HarnessError):
    """A layer can't be built. The message says which, why, and what to do next."""


@dataclass(frozen=True)
class Interpreter:
    """What runs the functions: Python's `version` (`3.11`), `system` (`linux`, `darwin`), `machine` (`x86_64` …)."""

    version: str
    system: str
    machine: str
    asked: "Callable[[str], Interpreter] | None" = field(default=None, compare=False, repr=False)
    """Who knows what runs another runtime here, such as the emulator; unless told, that very version does."""

    def for_runtime(self, runtime: str) -> "Interpreter":
        """What runs functions that declare `runtime`, such as `python3.12`."""
        if self.asked is not None:
            return self.asked(runtime)
        return replace(self, version=runtime.removeprefix("python"))

    @classmethod
    def of_this_machine(cls, version: str) -> "Interpreter":
        """Python `version` on this machine."""
        return cls(version, sys.platform, os.uname().machine)

    @property
    def tag(self) -> str:
        """In one word, such as `python3.11-linux-x86_64`."""
        return f"python{self.version}-{self.system}-{self.machine}"


@dataclass(frozen=True)
class Building:
    """Told when a package of requirements begins to be built, which takes seconds to minutes and is done once."""

    file: Path

    def __str__(self) -> str:
        name = self.file.parent.name if self.file.stem == "requirements" else self.file.stem
        return f"building the layer of {name}, once"


Installer = Callable[[Interpreter], list[str]]
"""The beginning of the command that installs wheels for an interpreter; nothing where it isn't at hand."""


LOCKED = ("--no-deps", "--require-hashes")
"""What a lock file is installed with: all that it names, nothing else, and exactly these bytes."""


@dataclass(frozen=True)
class Recipe:
    """How a file of requirements becomes a package: how it is installed, what is left out, where it goes."""

    file: Path
    options: tuple[str, ...] = LOCKED
    without: tuple[str, ...] = ()
    root: str = "python"

    @classmethod
    def of(cls, content: Requirements | OpenRequirements) -> "Recipe":
        """A lock file is taken as it is; an open one is resolved when the package is built, and kept so."""
        if isinstance(content, Requirements):
            return cls(content.lock, without=content.without)
        return cls(content.file, (), root=content.root)

    @property
    def salt(self) -> str:
        """What tells it from others that are made of the same file."""
        return f"{self.without} " if self.options == LOCKED else f"{self.without} open {self.root} "


def fingerprint(content: Requirements | OpenRequirements, interpreter: Interpreter) -> str:
    """What a layer is built from, in 16 characters: its file, what is left out, interpreter, and how it is built."""
    recipe = Recipe.of(content)
    digest = hashlib.sha256(f"{RECIPE} {interpreter.tag} {recipe.salt}".encode() + recipe.file.read_bytes())
    return digest.hexdigest()[:16]


def built(
    content: Requirements | OpenRequirements,
    interpreter: Interpreter,
    cache: Path,
    installers: Sequence[Installer] | None = None,
    deadline_s: float = BUILD_DEADLINE_S,
    on_build: Callable[[Building], None] = lambda _: None,
) -> Path:
    """The layer's zip in the cache, built first when it isn't there; LayerError when it can't be.

    `installers` are tried in turn; uv and pip unless others are given. No step may take longer than `deadline_s`, nor
    may the wait for another process that builds the same layer. `on_build` is called before it is built, if it is.
    """
    recipe = Recipe.of(content)
    name = f"{recipe.file.stem}-{interpreter.tag}-{fingerprint(content, interpreter)}"
    finished = cache / "layers" / f"{name}.zip"
    if finished.exists():
        return finished
    finished.parent.mkdir(parents=True, exist_ok=True)
    with alone(finished.with_suffix(".lock"), deadline_s):
        if not finished.exists():
            on_build(Building(recipe.file))
            commands = [made(interpreter) for made in installers or (uv_command, pip_command)]
            build(recipe, interpreter, finished, [command for command in commands if command], deadline_s)
    return finished


def build(
    recipe: Recipe, interpreter: Interpreter, finished: Path, commands: Sequence[list[str]], deadline_s: float
) -> None:
    """Install, prune, compile, zip, and move the whole result to `finished`. Nobody else builds it meanwhile."""
    workplace = finished.with_suffix(".building")
    shutil.rmtree(workplace, ignore_errors=True)  # of a build that was killed
    try:
        installed, kept = workplace / "installed", workplace / "python"
        workplace.mkdir(parents=True)
        understood = workplace / recipe.file.name
        understood.write_text(checked(recipe.file), encoding="utf-8")
        install(replace(recipe, file=understood), commands, installed, deadline_s)
        prune(installed, recipe.without, kept)
        compile_all(kept, interpreter.version, deadline_s)
        half = workplace / finished.name
        half.write_bytes(zipped(limited(kept, recipe.root), zipfile.ZIP_DEFLATED))
        half.replace(finished)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def install(recipe: Recipe, commands: Sequence[list[str]], target: Path, deadline_s: float) -> None:
    """Install the wheels into `target` with the first of `commands` that can; LayerError when none can."""
    arguments = [*recipe.options, "--only-binary", ":all:", "--target", str(target), "-r", str(recipe.file)]
    problems = []
    for command in commands:
        shutil.rmtree(target, ignore_errors=True)
        problem = failure_of([*command, *arguments], deadline_s)
        if not problem:
            return
        problems.append(f"{' '.join(command[:4])} …: {problem}")
    tried = "\n  ".join(problems or ["neither uv nor pip is there"])
    raise LayerError(
        f"layer of {recipe.file.name}: its wheels can't be installed:\n  {tried}\n"
        "the first build needs the package index; check the network and the disk, then run the same command again"
    )


def failure_of(command: list[str], deadline_s: float) -> str:
    """Run the command; nothing when it succeeds, else the end of what it said, or why it said nothing."""
    try:
        answer = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=deadline_s, env=without_credentials()
        )
    except subprocess.TimeoutExpired:
        return f"not done within {deadline_s:g} s"
    except OSError as error:
        return f"can't be started: {error.strerror}"
    if answer.returncode == 0:
        return ""
    said = [line[:SAID_CHARACTERS] for line in (answer.stderr.strip() or answer.stdout.strip()).splitlines()[-4:]]
    return "\n    ".join(said) or f"exit code {answer.returncode}"


def without_credentials() -> dict[str, str]:
    """The environment without what the shell says of AWS: an installer needs none of it."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


def uv_command(interpreter: Interpreter) -> list[str]:
    """How uv installs for that interpreter; empty when there is no uv."""
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if uv is None:
        return []
    machine = {"arm64": "aarch64"}.get(interpreter.machine, interpreter.machine)
    platform = f"{machine}-manylinux_2_28" if interpreter.system == "linux" else f"{machine}-apple-darwin"
    return [uv, "pip", "install", "-q", "--python-version", interpreter.version, "--python-platform", platform]


def pip_command(interpreter: Interpreter) -> list[str]:
    """How pip installs for that interpreter. On macOS wheels for this very machine are taken."""
    command = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    command += ["--python-version", interpreter.version, "--implementation", "cp"]
    if interpreter.system != "linux":
        return command
    machine = {"arm64": "aarch64"}.get(interpreter.machine, interpreter.machine)
    return [
        *command,
        *(part for glibc in MANYLINUX for part in ("--platform", f"manylinux{_sep(glibc)}{glibc}_{machine}")),
    ]


def _sep(glibc: str) -> str:
    return "_" if "_" in glibc else ""


def prune(installed: Path, without: tuple[str, ...], kept: Path) -> None:
    """Move what a running function needs of the installed packages to `kept`."""
    for path in [path for path in installed.rglob("*") if path.is_file()]:
        name = path.relative_to(installed)
        if LEFT_OUT_FOLDERS & set(name.parts) or path.suffix in LEFT_OUT_SUFFIXES:
            continue
        if not any(fnmatchcase(name.as_posix(), pattern) for pattern in without):
            (kept / name).parent.mkdir(parents=True, exist_ok=True)
            path.rename(kept / name)


def compile_all(kept: Path, version: str, deadline_s: float) -> None:
    """Compile the modules where Python `version` is at hand: `/opt` is read-only, a function can't do it for itself.

    Without, imports of matplotlib take three times as long. The compiled files name no time, so that they are valid
    wherever and whenever they are unpacked.
    """
    own = f"{sys.version_info[0]}.{sys.version_info[1]}"
    python = sys.executable if version == own else shutil.which(f"python{version}")
    if python is None:
        return
    options = ["-q", "--invalidation-mode", "unchecked-hash", "-s", str(kept), "-p", "/opt/python"]
    # What can't be compiled, such as a template, is left as it is.
    failure_of([python, "-m", "compileall", *options, str(kept)], deadline_s)


def limited(kept: Path, root: str = "python") -> Iterator[tuple[str, bytes]]:
    """The layer's files as (path in the layer, bytes); LayerError when AWS would refuse them."""
    paths = [path for path in kept.rglob("*") if path.is_file()]
    size_bytes = sum(path.stat().st_size for path in paths)
    if size_bytes > UNZIPPED_LIMIT_BYTES:
        raise LayerError(
            f"the layer has {size_bytes} bytes unzipped, AWS refuses more than {UNZIPPED_LIMIT_BYTES}; "
            "lock fewer packages, or leave more out in the stack's `Requirements`"
        )
    within = f"{root}/" if root else ""
    yield from ((f"{within}{path.relative_to(kept).as_posix()}", path.read_bytes()) for path in paths)


@contextmanager
def alone(lock_file: Path, deadline_s: float) -> Iterator[None]:
    """Only one process at a time gets here; others wait until it is done."""
    with lock_file.open("w") as lock:
        until(lambda: try_lock(lock), bool, f"another build holds {lock_file}", deadline_s, poll_s=0.1)
        yield
