"""Put the locked sets of this folder into place. Needs Python 3.11 to 3.13 and nothing else.

`.venv` holds the harness and LocalStack (`main`, and `dev` for the tests). `.harness/runtimes/python3.x` holds what a
Lambda function of that runtime sees: one environment for each such interpreter found on the machine. Everything is
installed from the lock files, hashes checked. A set that is already in place is left alone.

uv does the installing; where it can't (a mirror that only pip is configured for), pip installs the same files.
"""

from __future__ import annotations  # so that an older Python comes as far as being refused in words

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
RUNTIMES = ROOT / ".harness" / "runtimes"
SUPPORTED = ((3, 11), (3, 14))
RUNTIME_MINORS = range(10, 14)
INSTALL_DEADLINE_S = 900


class InstallError(Exception):
    """What failed, where, and what to do next, in one line."""


def main(arguments: list[str]) -> int:
    """Install `main`, the function runtimes, and the sets named as arguments; 0 when all are in place."""
    started = time.monotonic()
    try:
        check_interpreter()
        changed = [install_venv(["main", *arguments])]
        changed += [install_runtime(version, python) for version, python in sorted(interpreters().items())]
    except InstallError as error:
        print(f"install: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"install: {error.filename or ROOT}: {error.strerror}; make the folder writable", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("install: interrupted; run the same command again to go on", file=sys.stderr)
        return 130
    if any(changed):
        print(f"installed in {time.monotonic() - started:.0f} s", flush=True)
    return 0


def check_interpreter() -> None:
    """Refuse an interpreter that LocalStack doesn't run on, before anything is written."""
    low, high = SUPPORTED
    if not low <= sys.version_info[:2] < high:
        raise InstallError(
            f"Python {sys.version.split()[0]} ({sys.executable}) is not supported; "
            "give 3.11, 3.12 or 3.13, for example: make PYTHON=python3.13"
        )
    if subprocess.run([sys.executable, "-c", "import ensurepip, venv"], check=False, capture_output=True).returncode:
        raise InstallError(f"{sys.executable} has no venv module; install it, on Debian: apt install python3-venv")


def install_venv(sets: list[str]) -> bool:
    """Install the sets and this project into `.venv`; False when they already are."""
    stamps = [
        digest([*sets[:count], "install"], ROOT / "pyproject.toml", salt=sys.version + str(ROOT))
        for count in range(1, len(sets) + 1)
    ]
    if fresh(VENV, stamps[-1]):
        return False
    if stamped_python(VENV) != sys.version:
        create_venv(Path(sys.executable), VENV)
    (VENV / STAMP).unlink(missing_ok=True)
    say(f"installing {' and '.join(sets)} for Python {sys.version.split()[0]} into .venv")
    ensure_uv()
    requirements = [argument for name in sets for argument in ("-r", str(LOCKS / f"{name}.txt"))]
    install(VENV, requirements)
    install(VENV, ["--no-deps", "--no-build-isolation", "-e", str(ROOT)], hashes=False)
    write_stamp(VENV, *stamps)
    return True


def install_runtime(version: str, python: Path) -> bool:
    """Install what a function of runtime `version` sees; False when it already is there."""
    home = RUNTIMES / f"python{version}"
    stamp = digest(["functions"], salt=str(python.resolve()))
    if fresh(home, stamp):
        return False
    say(f"installing the function environment of python{version}")
    create_venv(python, home, pip=False)
    install(home, ["-r", str(LOCKS / "functions.txt")])
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


def ensure_uv() -> None:
    """Install the locked uv with pip; a machine that uv has no build for goes on with pip."""
    command = [str(python_of(VENV)), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run(
        [*command, "-r", str(LOCKS / "install.txt")], check=False, capture_output=True, timeout=INSTALL_DEADLINE_S
    )


def install(home: Path, arguments: list[str], hashes: bool = True) -> None:
    """Install into the environment at `home`, with uv or else with pip."""
    uv = VENV / "bin" / "uv"
    checked = ["--require-hashes"] if hashes else []
    if uv.exists():
        command = [str(uv), "pip", "install", "-q", "--compile-bytecode", "--python", str(python_of(home))]
        if (
            subprocess.run(
                [*command, *checked, *arguments], check=False, capture_output=True, timeout=INSTALL_DEADLINE_S
            ).returncode
            == 0
        ):
            return
    pip = [str(python_of(VENV)), "-m", "pip", "--python", str(python_of(home)), "install", "-q"]
    run([*pip, *checked, *arguments], "installing " + " ".join(arguments))


def run(command: list[str], doing: str) -> None:
    """Run one command to its end, or say what failed and why."""
    answer = subprocess.run(command, check=False, capture_output=True, text=True, timeout=INSTALL_DEADLINE_S)
    if answer.returncode:
        reason = (answer.stderr or answer.stdout).strip().splitlines()[-5:]
        raise InstallError(
            f"{doing} failed:\n  " + "\n  ".join(reason) + "\ncheck the network and the disk, then run it again"
        )


STAMP = "installed-from"


def digest(sets: list[str], *files: Path, salt: str = "") -> str:
    """What an environment is made from, as one line: it changes when a lock file or the interpreter does."""
    content = hashlib.sha256(salt.encode())
    for path in [*(LOCKS / f"{name}.txt" for name in sets), *files, Path(__file__)]:
        content.update(path.read_bytes())
    return content.hexdigest()


def fresh(home: Path, stamp: str) -> bool:
    """True when `home` was installed from exactly this."""
    stamp_file = home / STAMP
    return stamp_file.exists() and stamp in stamp_file.read_text().splitlines()


def stamped_python(home: Path) -> str | None:
    """The version of the interpreter in `home`, or None when there is none that works."""
    if not python_of(home).exists():
        return None
    answer = subprocess.run(
        [str(python_of(home)), "-c", "import sys; print(sys.version)"], capture_output=True, text=True, check=False
    )
    return answer.stdout.rstrip("\n") if answer.returncode == 0 else None


def write_stamp(home: Path, *stamps: str) -> None:
    """Remember what `home` was installed from; the last thing written, so that a broken install is repeated."""
    (home / STAMP).write_text("\n".join(stamps) + "\n")


def python_of(home: Path) -> Path:
    """The interpreter of the environment at `home`."""
    return home / "bin" / "python"


def say(line: str) -> None:
    """One line of progress."""
    print(line, "…", flush=True)


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main(sys.argv[1:]))
