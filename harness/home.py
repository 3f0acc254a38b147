"""Where the harness keeps what it makes: one private folder, `.harness`, and the runs beside it."""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
"""The folder this project was installed from; its function runtimes are there."""


@dataclass(frozen=True)
class Home:
    """The private folder: `engine/` while an emulator is up, `runtimes/` and `cache/` for good."""

    root: Path

    @classmethod
    def default(cls) -> "Home":
        """`HARNESS_HOME`, or `.harness` in the folder of the project."""
        return cls(Path(os.environ.get("HARNESS_HOME") or PROJECT / ".harness").resolve())

    @property
    def engine(self) -> Path:
        """Data, log and pid of the emulator; gone after `make down`."""
        return self.root / "engine"

    @property
    def cache(self) -> Path:
        """Built layers, kept between runs."""
        return self.root / "cache"

    @property
    def runtimes(self) -> Path:
        """The function interpreters, `python3.x` each, as installed with the project."""
        own = self.root / "runtimes"
        return own if own.is_dir() else PROJECT / ".harness" / "runtimes"
