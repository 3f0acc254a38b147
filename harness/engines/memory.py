"""Which engine was started last from a home: `auto` stays with it, whatever else comes to be there."""

from contextlib import suppress
from pathlib import Path


def remember(root: Path, name: str) -> None:
    """Keep in a home's folder that the engine of that name was started."""
    with suppress(OSError):
        _file(root).write_text(name + "\n")


def last_started(root: Path) -> str:
    """The name of the engine that was started last from the home in that folder; empty before the first."""
    try:
        return _file(root).read_text().strip()
    except OSError:
        return ""


def _file(root: Path) -> Path:
    return root / "last-engine"
