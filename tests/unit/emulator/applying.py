"""Seams applied for the length of a test, and taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from emulator.localstack.seams import Seam, declared
from emulator.localstack.seams.applier import put
from emulator.localstack.seams.source import Sources

NOTHING = object()


@contextmanager
def applied(module: str) -> Iterator[None]:
    """LocalStack with the seams that `emulator.localstack.<module>` declares, and as it was afterwards."""
    release = Sources().release()
    seams = [seam for seam in declared() if seam.ours.startswith(f"emulator.localstack.{module}:")]
    assert seams, f"{module} declares no seam"
    before = []
    try:
        for seam in seams:
            if release in seam.releases:
                before.append((owner_of(seam), seam.path[-1], vars(owner_of(seam)).get(seam.path[-1], NOTHING)))
                put(seam, lambda: None)
        yield
    finally:
        for owner, name, value in reversed(before):
            if value is NOTHING:
                delattr(owner, name)
            else:
                setattr(owner, name, value)


def owner_of(seam: Seam) -> Any:
    """The class or module whose attribute a seam changes."""
    owner: Any = import_module(seam.module)
    for name in seam.path[:-1]:
        owner = getattr(owner, name)
    return owner
