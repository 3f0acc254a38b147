"""Imports that go without optional packages."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Have these modules not found during the block, unless they are loaded already; they can be imported after it."""
    spared = [name for name in names if name not in sys.modules]
    for name in spared:
        sys.modules[name] = None  # type: ignore[assignment]  # which means that there is none
    try:
        yield
    finally:
        for name in spared:
            del sys.modules[name]
