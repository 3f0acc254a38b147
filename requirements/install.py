"""Put the locked sets of this folder into place. Needs Python 3.11 to 3.13 and nothing else.

`.venv` holds the harness and LocalStack (`main`, and `dev` for the tests). `.harness/runtimes/python3.x` holds what a
Lambda function of that runtime sees: one environment for each such interpreter found on the machine. Everything is
installed from the lock files, hashes checked. A set that is already in place is left alone.

uv does the installing; where it can't (a mirror that only pip is configured for), pip installs the same files.
"""

from __future__ import annotations  # so that an older Python comes as far as being refused in words

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from harness.runtimes import (  # noqa: E402 - from the checkout, which is not installed yet
    INSTALL_DEADLINE_S,
    STAMP,
    InstallError,
    create_venv,
    digest,
    fresh,
    install,
    install_runtimes,
    python_of,
    say,
    write_stamp,
)

LOCKS = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
RUNTIMES = ROOT / ".harness" / "runtimes"
SUPPORTED = ((3, 11), (3, 14))


def main(arguments: list[str]) -> int:
    """Install `main`, the function runtimes, and the sets named as arguments; 0 when all are in place."""
    started = time.monotonic()
    try:
        check_interpreter()
        changed = [install_venv(["main", *arguments]), bool(install_runtimes(RUNTIMES, VENV))]
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
        digest([*locks(sets[:count]), ROOT / "pyproject.toml", Path(__file__)], salt=sys.version + str(ROOT))
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
    install(VENV, requirements, VENV)
    install(VENV, ["--no-deps", "--no-build-isolation", "-e", str(ROOT)], VENV, hashes=False)
    write_stamp(VENV, *stamps)
    return True


def locks(sets: list[str]) -> list[Path]:
    """The lock files of these sets, and of the installer's own."""
    return [LOCKS / f"{name}.txt" for name in (*sets, "install")]


def ensure_uv() -> None:
    """Install the locked uv with pip; a machine that uv has no build for goes on with pip."""
    command = [str(python_of(VENV)), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run(
        [*command, "-r", str(LOCKS / "install.txt")], check=False, capture_output=True, timeout=INSTALL_DEADLINE_S
    )


def stamped_python(home: Path) -> str | None:
    """The version of the interpreter in `home`, or None when there is none that works."""
    if not python_of(home).exists():
        return None
    answer = subprocess.run(
        [str(python_of(home)), "-c", "import sys; print(sys.version)"], capture_output=True, text=True, check=False
    )
    return answer.stdout.rstrip("\n") if answer.returncode == 0 else None


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main(sys.argv[1:]))
