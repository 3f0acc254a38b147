"""The environment that LocalStack's tests run in: LocalStack as it is locked, and what its tests need."""

import sys
from pathlib import Path

from harness.runtimes import STAMP, create_venv, digest, fresh, install, python_of, say, write_stamp

ROOT = Path(__file__).resolve().parents[2]
LOCKS = [ROOT / "requirements" / f"{name}.txt" for name in ("main", "localstack-tests")]


def environment(home: Path) -> Path:
    """The interpreter of the environment, which is made when it isn't there."""
    folder = home / "localstack-tests"
    stamp = digest(LOCKS, salt=sys.version)
    if not fresh(folder, stamp):
        say(f"installing what LocalStack's tests need into {folder}")
        create_venv(Path(sys.executable), folder)
        (folder / STAMP).unlink(missing_ok=True)
        install(folder, [argument for lock in LOCKS for argument in ("-r", str(lock))], ROOT / ".venv")
        write_stamp(folder, stamp)
    return python_of(folder)
