"""Layers built from lock files: installed once for the interpreter that runs the functions, and kept in a cache.

The cache holds finished zips only, named by what they were built from; a build happens beside it and is moved in when
it is whole. Building needs the package index once; after that no network.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bootstrap.content import Requirements
from bootstrap.package import zipped
from bootstrap.patience import until

RECIPE = "2"
"""Part of every layer's fingerprint; raised when this file builds layers differently."""
UNZIPPED_LIMIT_BYTES = 250_000_000
BUILD_DEADLINE_S = 600.0
LEFT_OUT_FOLDERS = frozenset({"tests", "__pycache__", "sample_data", "include", "bin", "share"})
LEFT_OUT_SUFFIXES = frozenset({".pyi", ".pyx", ".pxd", ".a", ".h", ".c", ".f90", ".pyc"})
MANYLINUX = ("2_28", "2_27", "2_17", "2014")


class LayerError(Exception):
    """A layer can't be built. The message says which, why, and what to do next."""


@dataclass(frozen=True)
class Interpreter:
    """What runs the functions: Python's `version` (`3.11`), `system` (`linux`, `darwin`), `machine` (`x86_64` …)."""

    version: str
    system: str
    machine: str

    @classmethod
    def of_this_machine(cls, version: str) -> "Interpreter":
        """Python `version` on this machine."""
        return cls(version, sys.platform, os.uname().machine)

    @property
    def tag(self) -> str:
        """In one word, such as `python3.11-linux-x86_64`."""
        return f"python{self.version}-{self.system}-{self.machine}"


def fingerprint(content: Requirements, interpreter: Interpreter) -> str:
    """What a layer is built from, in 16 characters: lock file, interpreter, and how it is built."""
    digest = hashlib.sha256(f"{RECIPE} {interpreter.tag} ".encode() + content.lock.read_bytes())
    return digest.hexdigest()[:16]


def built(content: Requirements, interpreter: Interpreter, cache: Path) -> Path:
    """The layer's zip in the cache, built first when it isn't there; LayerError when it can't be."""
    name = f"{content.lock.stem}-{interpreter.tag}-{fingerprint(content, interpreter)}"
    finished = cache / "layers" / f"{name}.zip"
    if finished.exists():
        return finished
    finished.parent.mkdir(parents=True, exist_ok=True)
    with alone(finished.with_suffix(".lock")):
        if not finished.exists():
            build(content, interpreter, finished)
    return finished


def build(content: Requirements, interpreter: Interpreter, finished: Path) -> None:
    """Install, prune, zip, and move the whole result to `finished`."""
    with tempfile.TemporaryDirectory(dir=finished.parent, prefix="building-") as folder:
        site = Path(folder) / "python"
        install(content.lock, interpreter, site)
        data = zipped(pruned(site), zipfile.ZIP_DEFLATED)
        half = Path(folder) / finished.name
        half.write_bytes(data)
        half.replace(finished)


def install(lock: Path, interpreter: Interpreter, target: Path) -> None:
    """Install the locked wheels into `target`: with uv, or with pip where uv is missing or fails."""
    problem = ""
    for command in (uv_command(interpreter), pip_command(interpreter)):
        if not command:
            continue
        shutil.rmtree(target, ignore_errors=True)
        arguments = [
            "--no-deps",
            "--require-hashes",
            "--only-binary",
            ":all:",
            "--target",
            str(target),
            "-r",
            str(lock),
        ]
        answer = subprocess.run(
            [*command, *arguments], check=False, capture_output=True, text=True, timeout=BUILD_DEADLINE_S
        )
        if answer.returncode == 0:
            return
        problem = "\n  ".join((answer.stderr or answer.stdout).strip().splitlines()[-4:])
    raise LayerError(
        f"layer of {lock.name} for {interpreter.tag}: its wheels can't be installed:\n  {problem}\n"
        "the first build needs the package index; check the network, then run the same command again"
    )


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


def pruned(site: Path) -> Iterator[tuple[str, bytes]]:
    """What a running function needs of the packages, as (path in the layer, bytes); LayerError when too much."""
    size_bytes = 0
    for path in site.rglob("*"):
        parts = path.relative_to(site).parts
        if not path.is_file() or LEFT_OUT_FOLDERS & set(parts) or path.suffix in LEFT_OUT_SUFFIXES:
            continue
        data = path.read_bytes()
        size_bytes += len(data)
        if size_bytes > UNZIPPED_LIMIT_BYTES:
            raise LayerError(
                f"{site}: more than {UNZIPPED_LIMIT_BYTES} bytes unzipped, which AWS refuses; lock fewer packages"
            )
        yield f"python/{'/'.join(parts)}", data


@contextmanager
def alone(lock_file: Path) -> Iterator[None]:
    """Only one process at a time gets here; others wait until it is done."""
    with lock_file.open("w") as lock:
        until(lambda: _locked(lock.fileno()), bool, f"another build holds {lock_file}", BUILD_DEADLINE_S, poll_s=0.1)
        yield


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
