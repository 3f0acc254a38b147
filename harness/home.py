"""Where the harness keeps what it makes: one private folder, and the runs in the current one."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from bootstrap.sources import CHECKOUT

PROJECT = Path(__file__).resolve().parent.parent
"""The folder that the packages are in: the checkout, or site-packages."""


@dataclass(frozen=True)
class Home:
    """The private folder: `engine/` while an emulator is up, all else for good."""

    root: Path
    whose_interpreters: Path | None = None
    """The root of the home whose interpreters this one uses; its own if nothing is said."""

    def another(self, root: Path) -> "Home":
        """A private folder for an emulator more, with the interpreters of this one."""
        return Home(root, self.whose_interpreters or self.root)

    def beside(self, number: int) -> "Home":
        """The folder of the emulator of that number, from 2 on, when there are several."""
        return self.another(self.root / "emulators" / str(number))

    def all_beside(self) -> list["Home"]:
        """Of every emulator that there may be beside the first, by number."""
        found = (each.name for each in (self.root / "emulators").glob("*"))
        return [self.beside(number) for number in sorted(int(name) for name in found if name.isdecimal())]

    @classmethod
    def default(cls) -> "Home":
        """`HARNESS_HOME`, or `.harness` in the checkout; of an installed package, a folder in the user's cache."""
        return cls(Path(os.environ.get("HARNESS_HOME") or _usual()).resolve())

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
        """The function interpreters, `python3.x` each: its own, or those that were installed for all homes."""
        own = (self.whose_interpreters or self.root) / "runtimes"
        return own if own.is_dir() else _usual() / "runtimes"

    @property
    def service_catalog(self) -> Path:
        """LocalStack's index of services, made once; beside the interpreters, for whoever uses those."""
        return self.runtimes.parent / "service-catalog"

    @property
    def unpacked(self) -> Path:
        """Layers as functions see them, for every emulator; beside the interpreters, as that."""
        return self.runtimes.parent / "unpacked"


def _usual() -> Path:
    if CHECKOUT is not None:
        return CHECKOUT / ".harness"
    caches = "Library/Caches" if sys.platform == "darwin" else ".cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / caches) / "emulation-harness"
