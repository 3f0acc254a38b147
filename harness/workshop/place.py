"""Where a desk works, and how it refuses."""

from dataclasses import dataclass
from pathlib import Path

from bootstrap.endpoint import Endpoint
from bootstrap.errors import HarnessError
from harness.breaks.mystery import Mysteries


class Refused(HarnessError):
    """What was asked for can't be done. The message says why, and what to do instead."""


@dataclass(frozen=True)
class Place:
    """An emulator, an account of it, where runs are saved, and where breaks are written down."""

    endpoint: Endpoint
    account_id: str
    store: Path
    book: Path

    @property
    def mysteries(self) -> Mysteries:
        """What was broken by a seed and nobody has found: those that `harness mystery` knows too."""
        return Mysteries(self.book.with_name(f"mystery-{self.endpoint.port}.json"))
