"""Where functions run: for each Python of this machine an environment with what AWS's managed runtime brings.

The installer uses this before anything is installed: the standard library is enough. uv does the installing; where it
can't (a mirror that only pip is configured for), pip installs the same files. Hashes are checked. An environment that
is already in place is left alone.
"""

from __future__ import annotations  # so that an old Python comes as far as being refused in words

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bootstrap.sources import LOCKS

RUNTIME_MINORS = range(10, 14)
INSTALL_DEADLINE_S = 900
STAMP = "installed-from"


class InstallError(Exception):
    """What failed, where, and what to do next, in one line."""


def install_runtimes(folder: Path, tools: Path) -> list[str]:
    """An environment in `folder` for each interpreter of the machine; the versions that were installed anew.

    `tools` is the environment whose uv or pip installs. Raises InstallError.
    """
    found = sorted(interpreters().items())
    return [version for version, python in found if install_runtime(version, python, folder, tools)]


def install_runtime(version: str, python: Path, folder: Path, tools: Path) -> bool:
    """Install what a function of runtime `version` sees; False when it already is there."""
    home = folder / f"python{version}"
    lock = LOCKS / "functions.txt"
    stamp = digest([lock], salt=str(python.resolve()))
    if fresh(home, stamp):
        return False
    say(f"installing the function environment of python{version}")
    create_venv(python, home, pip=False)
    install(home, ["-r", str(lock)], tools)
    write_stamp(home, stamp)
    return True


def interpreters() -> dict[str, Path]:
    """The interpreters functions can run on, by version: this one, and every working one on PATH."""
    found = {f"{sys.version_info[0]}.{sys.version_info[1]}": Path(sys.executable)}
    for minor in RUNTIME_MINORS:
        command = shutil.which(f"python3.{minor}")
        if f"3.{minor}" in found or command is None:
            continue
        probe = "import sys, venv, ensurepip; print(sys.executable, *sys.version_info[:2], sep='\\n')"
        answer = subprocess.run([command, "-c", probe], check=False, capture_output=True, text=True)
        lines = answer.stdout.splitlines()
        if answer.returncode == 0 and lines[1:] == ["3", str(minor)]:
            found[f"3.{minor}"] = Path(lines[0])
    return found


def create_venv(python: Path, home: Path, pip: bool = True) -> None:
    """Make an empty virtual environment at `home`, in place of whatever was there."""
    home.parent.mkdir(parents=True, exist_ok=True)
    run([str(python), "-m", "venv", "--clear", *([] if pip else ["--without-pip"]), str(home)], "creating " + str(home))


def install(home: Path, arguments: list[str], tools: Path, hashes: bool = True) -> None:
    """Install into the environment at `home` with the uv of `tools`, or else with its pip."""
    uv = uv_of(tools)
    checked = ["--require-hashes"] if hashes else []
    if uv is not None:
        command = [uv, "pip", "install", "-q", "--compile-bytecode", "--python", str(python_of(home))]
        if (
            subprocess.run(
                [*command, *checked, *arguments], check=False, capture_output=True, timeout=INSTALL_DEADLINE_S
            ).returncode
            == 0
        ):
            return
    pip = [str(python_of(tools)), "-m", "pip", "--python", str(python_of(home)), "install", "-q"]
    run([*pip, *checked, *arguments], "installing " + " ".join(arguments))


def uv_of(tools: Path) -> str | None:
    """The uv of that environment, or else the one on PATH."""
    return shutil.which("uv", path=f"{tools / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}")


def run(command: list[str], doing: str) -> None:
    """Run one command to its end, or say what failed and why."""
    answer = subprocess.run(command, check=False, capture_output=True, text=True, timeout=INSTALL_DEADLINE_S)
    if answer.returncode:
        reason = (answer.stderr or answer.stdout).strip().splitlines()[-5:]
        raise InstallError(
            f"{doing} failed:\n  " + "\n  ".join(reason) + "\ncheck the network and the disk, then run it again"
        )


def digest(files: list[Path], salt: str = "") -> str:
    """What an environment is made from, as one line: it changes when a lock file or the interpreter does."""
    content = hashlib.sha256(salt.encode())
    for path in [*files, Path(__file__)]:
        content.update(path.read_bytes())
    return content.hexdigest()


def fresh(home: Path, stamp: str) -> bool:
    """True when `home` was installed from exactly this."""
    stamp_file = home / STAMP
    return stamp_file.exists() and stamp in stamp_file.read_text().splitlines()


def write_stamp(home: Path, *stamps: str) -> None:
    """Remember what `home` was installed from; the last thing written, so that a broken install is repeated."""
    (home / STAMP).write_text("\n".join(stamps) + "\n")


def python_of(home: Path) -> Path:
    """The interpreter of the environment at `home`."""
    return home / "bin" / "python"


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"{line} …\n")
    sys.stdout.flush()
