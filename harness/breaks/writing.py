"""Files in which several threads write: one at a time, and whole, so that who reads never sees a half."""

from pathlib import Path
from threading import RLock

WRITING = RLock()
"""Held while a file is read, changed and written again."""


def written(file: Path, text: str) -> None:
    """Put the text into the file; no text, no file."""
    if not text:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    made = file.with_name(f"{file.name}.new")
    made.write_text(text)
    made.replace(file)
