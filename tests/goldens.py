"""The golden files of systems: what people read of their runs, as somebody has looked at it."""

from pathlib import Path

SYSTEMS = Path(__file__).resolve().parents[1] / "harness" / "systems"


def golden_file(name: str) -> str:
    """The text of the golden file of that name, which one system has."""
    (path,) = SYSTEMS.glob(f"*/golden/{name}")
    return path.read_text()
