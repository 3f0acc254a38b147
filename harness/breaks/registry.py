"""The registry: every way to break something, and every place for it in an account."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass

from harness.breaks import kinds
from harness.breaks.model import Break, BreakError, Spot
from harness.wiring.model import Wiring

_breaks: dict[str, Break] = {}


def breaks(kind: type[Break]) -> type[Break]:
    """Register a way to break something."""
    _breaks[kind.name] = kind()
    return kind


@dataclass(frozen=True)
class Choice:
    """A way to break something at one place."""

    way: Break
    spot: Spot

    @property
    def label(self) -> str:
        """How it is chosen: `mapping-disabled: sqs jobs -> lambda worker`."""
        return f"{self.way.name}: {self.spot.what}"


def every_break() -> dict[str, Break]:
    """Every way, by name."""
    for module in pkgutil.iter_modules(kinds.__path__, f"{kinds.__name__}."):
        importlib.import_module(module.name)
    return dict(sorted(_breaks.items()))


def choices(wiring: Wiring) -> Iterator[Choice]:
    """All that can be broken in a wiring as it stands."""
    for way in every_break().values():
        yield from (Choice(way, spot) for spot in way.spots(wiring))


def chosen(wiring: Wiring, text: str) -> Choice:
    """The choice of that label, or the first for a link or a kind of that name; BreakError when there is none."""
    found = list(choices(wiring))
    names = [(each.label, each.spot.what, each.way.name) for each in found]
    for part in range(3):
        for each, name in zip(found, names, strict=True):
            if name[part] == text:
                return each
    raise BreakError(f"nothing is called {text!r}: `harness break --list` prints what can be broken")
