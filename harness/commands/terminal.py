"""How commands print: words wrapped to a terminal's width, whole lines for pipes; results alone when quiet.

rich takes a moment to import, and commands that print a line don't need it.
"""

import json
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

QUIET = "HARNESS_QUIET"
"""The variable that silences what is no result; `--quiet` and `--json` set it."""


def terminal() -> "Console":
    """Where progress is told; nothing is, when quiet."""
    return _console(bool(os.environ.get(QUIET)))


def results() -> "Console":
    """Where what was asked for is told, quiet or not."""
    return _console(False)


def print_json(document: Any) -> None:
    """One JSON document, which programs read; docs/commands.schema.json describes it."""
    sys.stdout.write(json.dumps(document, indent=2, default=str) + "\n")


def _console(quiet: bool) -> "Console":
    from harness.commands.console import Terminal

    console = Terminal(highlight=False, quiet=quiet)
    console.soft_wrap = not console.is_terminal
    return console
