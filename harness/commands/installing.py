"""Installing what functions need: an environment for each interpreter of the machine."""

import sys
from pathlib import Path

from harness.commands import PASSED, CommandError
from harness.home import Home
from harness.runtimes import InstallError, install_runtimes, interpreters


def install_function_runtimes() -> int:
    """Install the environments that aren't in place into the home, and say which are there."""
    folder = Home.default().root / "runtimes"
    try:
        install_runtimes(folder, Path(sys.prefix))
    except InstallError as error:
        raise CommandError(str(error)) from error
    print(f"{', '.join(f'python{version}' for version in sorted(interpreters()))} in {folder}")
    return PASSED
