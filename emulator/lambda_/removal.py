"""How a folder is removed that a function could write in: it may hold what nobody may open, deeper than any path."""

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path


def remove(folder: Path) -> None:
    """Remove the folder and all in it, as far as this user can.

    What Python's own way leaves is for the system's commands: they change a folder's
    permissions before they look into it, and have no limit on a path's length.
    """
    with suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
            subprocess.run([*command, str(folder)], capture_output=True, check=False)
