"""What the emulator's process has open: its storage has a file for each large object, without a name."""

import os
from contextlib import suppress
from pathlib import Path

from harness.engines.embedded import EmbeddedEngine, Process


def kept_open(engine: EmbeddedEngine, account_id: str) -> list[str]:
    """The files of an account's buckets, and of the buckets where code of every account is kept."""
    folder = Path(f"/proc/{Process.load(engine.pid_file).pid}/fd")
    found = []
    for descriptor in folder.iterdir():
        with suppress(OSError):
            found.append(os.readlink(descriptor))  # noqa: PTH115 - a Path would resolve what has no name
    return [path for path in found if account_id in path or "/awslambda-" in path]
