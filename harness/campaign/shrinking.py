"""The smallest part of something that still fails: pieces are taken away, large ones first. Pure."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

T = TypeVar("T")


def smallest(items: Sequence[T], tried: Callable[[list[T]], Collection[T] | None]) -> list[T]:
    """A part of `items`, in their order, that fails and of which no single item can be left out; one stays at least.

    `tried` tells which of a part's items had any effect when it failed, and None when it didn't. `items` must fail.
    Each part is asked about at most once.
    """
    asked: dict[tuple[int, ...], list[int] | None] = {}

    def failing(part: Sequence[int]) -> list[int] | None:
        key = tuple(part)
        if key not in asked:
            effective = tried([items[index] for index in key])
            asked[key] = None if effective is None else [index for index in key if items[index] in effective]
        return asked[key]

    kept = list(range(len(items)))
    size = len(kept) // 2
    while size:
        before, at = len(kept), 0
        while at < len(kept) > 1:
            piece = min(size, len(kept) - 1)
            smaller = failing(kept[:at] + kept[at + piece :])
            at, kept = (at + piece, kept) if smaller is None else (bisect_left(smaller, kept[at]), smaller)
        size = size // 2 if size > 1 else int(len(kept) < before)
    return [items[index] for index in kept]


def shortest(items: Sequence[T], fails: Callable[[list[T]], bool]) -> list[T]:
    """The first of `items`, as few as fail: what comes later can't have caused it. `items` must fail."""
    passes, failing = 0, len(items)
    while failing - passes > 1:
        middle = (passes + failing) // 2
        passes, failing = (passes, middle) if fails(list(items[:middle])) else (middle, failing)
    return list(items[:failing])
