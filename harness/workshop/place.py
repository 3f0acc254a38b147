"""Where a desk works, and how it refuses."""

from dataclasses import dataclass
from pathlib import Path

from bootstrap.endpoint import Endpoint
from bootstrap.errors import HarnessError
from harness.breaks.mystery import Mysteries
from harness.labs.progress import Progress


class Refused(HarnessError):
    """What was asked for can't be done. The message says why, and what to do instead."""


@dataclass(frozen=True)
class Place:
    """An emulator, an account of it, where runs are saved, and where breaks are written down."""

    endpoint: Endpoint
    account_id: str
    store: Path
    book: Path
    progress: Path | None = None
    """Where it is kept what was run and solved; beside the breaks if nothing is said."""

    @property
    def remembered(self) -> Progress:
        """What was run and solved."""
        return Progress(self.progress or self.book.with_name("progress.json"))

    @property
    def mysteries(self) -> Mysteries:
        """What was broken by a seed and nobody has found: those that `harness mystery` knows too."""
        return Mysteries(self.book.with_name(f"mystery-{self.endpoint.port}.json"))
