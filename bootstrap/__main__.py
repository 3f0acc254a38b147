"""`python -m bootstrap [STACK]`: creates every resource of a stack on the emulator that is up, as `make apply` does.

It is an entry point and nothing more: what it does is `harness apply`. Nothing imports it.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

INSTALLED = Path(__file__).resolve().parents[1] / ".venv" / "bin" / "python"
"""The interpreter that `make install` made."""
ENDPOINT = "http://127.0.0.1:4566"
USAGE = 2


def parser() -> argparse.ArgumentParser:
    """What can be typed."""
    made = argparse.ArgumentParser(
        prog="python -m bootstrap",
        description="Create every resource of a stack on the emulator that is up, or bring it to what it declares.",
        epilog="The same as `make apply ENDPOINT=...`. Exit codes: 0 created, 1 failed, 2 usage.",
    )
    made.add_argument("stack", nargs="?", help="which one (default: the reference one)")
    made.add_argument("--endpoint", default=ENDPOINT, help="where the emulator answers (default: %(default)s)")
    made.add_argument("--account", help="the account it is made in")
    made.add_argument("--timeout", default="120", metavar="SECONDS", help="wait so long for it (default: %(default)s)")
    return made


def main(arguments: Sequence[str]) -> int:
    """Wait for the emulator, then create the stack; the exit code is that of `harness apply`."""
    options = parser().parse_args(arguments)
    from harness.cli import main as harness

    at = ["--endpoint", options.endpoint]
    code = harness([*at, "--quiet", "wait", "--timeout", options.timeout])
    if code:
        return code
    stack = [options.stack] if options.stack else []
    return harness([*at, "apply", *stack, *(["--account", options.account] if options.account else [])])


def with_what_is_installed(arguments: Sequence[str]) -> int:
    """Run with the interpreter that has what it needs: this one, or the one that `make install` made."""
    if find_spec("boto3") is not None:
        return main(arguments)
    if not INSTALLED.exists():
        sys.stderr.write("bootstrap: nothing is installed here yet; run `make install`, then this again\n")
        return USAGE
    return os.execv(INSTALLED, [str(INSTALLED), "-m", "bootstrap", *arguments])


if __name__ == "__main__":
    sys.exit(with_what_is_installed(sys.argv[1:]))
