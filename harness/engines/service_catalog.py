"""LocalStack's index of AWS's services, made once for an installation instead of once for every emulator.

A LocalStack that finds none reads the models of all four hundred services when the first request comes: seconds of
work, and a quarter of a gigabyte that it keeps. Its own image has the index ready, below `/usr/lib/localstack`; in host
mode it looks below `FILESYSTEM_ROOT` (`get_service_catalog` in `localstack/aws/spec.py`, 4.9.2 and 4.14.0).
"""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

PLACE = Path("usr/lib/localstack")
"""Where LocalStack looks, below its root."""
MAKES = "import sys; from localstack.aws.spec import build_service_index_cache as make; make(sys.argv[1])"
DEADLINE_S = 120.0


def file_name() -> str:
    """What LocalStack calls the index of the releases that are installed."""
    releases = (version(name).replace(".", "_") for name in ("localstack-core", "botocore"))
    return f"service-catalog-{'-'.join(releases)}.dill"


def bring(root: Path, kept: Path) -> bool:
    """Put the index of the folder `kept` where a LocalStack with this `root` looks for it; it is made first if need be.

    False when it can't be had: LocalStack then makes its own.
    """
    with suppress(OSError, subprocess.SubprocessError):
        found = kept / file_name()
        if not found.exists():
            _make(found)
        (root / PLACE).mkdir(parents=True, exist_ok=True)
        shutil.copy(found, root / PLACE)
        return True
    return False


def _make(target: Path) -> None:
    """Make it beside its place, and put it there as a whole: others may look for it meanwhile."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        made = Path(folder) / target.name
        # No setting of the host: LocalStack would read it, and write where that says.
        environment = {"PATH": os.defpath, "HOME": folder, "TMPDIR": folder, "OVERRIDE_IN_DOCKER": "0"}
        command = [sys.executable, "-c", MAKES, str(made)]
        subprocess.run(command, env=environment, cwd=folder, check=True, capture_output=True, timeout=DEADLINE_S)
        made.replace(target)
