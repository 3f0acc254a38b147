"""The smallest part of something that still fails: delta debugging (Zeller and Hildebrandt 2002). Pure."""

from collections.abc import Callable, Collection, Sequence
from itertools import pairwise
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

    kept, parts = list(range(len(items))), 2
    while len(kept) > 1:
        failed = (failing(part) for part in _candidates(kept, parts))
        smaller = next((part for part in failed if part is not None), None)
        if smaller is not None:
            parts = max(2, min(parts - 1, len(smaller)))
            kept = smaller
        elif parts >= len(kept):
            break
        else:
            parts = min(2 * parts, len(kept))
    return [items[index] for index in kept]


def shortest(items: Sequence[T], fails: Callable[[list[T]], bool]) -> list[T]:
    """The first of `items`, as few as fail: what comes later can't have caused it. `items` must fail."""
    passes, failing = 0, len(items)
    while failing - passes > 1:
        middle = (passes + failing) // 2
        passes, failing = (passes, middle) if fails(list(items[:middle])) else (middle, failing)
    return list(items[:failing])


def _candidates(kept: list[int], parts: int) -> list[list[int]]:
    """Each of so many parts, and then all but each of them; the smallest first."""
    bounds = [len(kept) * number // parts for number in range(parts + 1)]
    chunks = [kept[low:high] for low, high in pairwise(bounds) if low < high]
    without = [[index for index in kept if index not in chunk] for chunk in chunks]
    return [*chunks, *(without if parts > 2 else [])]
