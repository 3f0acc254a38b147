"""The environment that has the tools which people deploy with: the AWS CLI, SAM CLI and Chalice, as they are locked."""

import sys
from pathlib import Path

from harness.runtimes import STAMP, create_venv, digest, fresh, install, say, write_stamp

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements" / "clients.txt"


def environment(home: Path) -> Path:
    """The folder of the tools' programs, which are installed when they aren't there."""
    folder = home / "clients"
    stamp = digest([LOCK], salt=sys.version)
    if not fresh(folder, stamp):
        say(f"installing the AWS CLI, SAM CLI and Chalice into {folder}")
        create_venv(Path(sys.executable), folder)
        (folder / STAMP).unlink(missing_ok=True)
        install(folder, ["-r", str(LOCK)], ROOT / ".venv")
        write_stamp(folder, stamp)
    return folder / "bin"
