"""The smallest part of something that still fails: delta debugging (Zeller and Hildebrandt 2002). Pure."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")


def smallest(items: Sequence[T], fails: Callable[[list[T]], bool]) -> list[T]:
    """A part of `items`, in their order, that fails and of which no single item can be left out.

    `items` must fail. Each part is asked about at most once.
    """
    asked: dict[tuple[int, ...], bool] = {}

    def still(kept: Sequence[int]) -> bool:
        key = tuple(kept)
        if key not in asked:
            asked[key] = fails([items[index] for index in key])
        return asked[key]

    kept, parts = list(range(len(items))), 2
    if kept and still([]):
        return []
    while len(kept) > 1:
        smaller = next((part for part in _candidates(kept, parts) if still(part)), None)
        if smaller is not None:
            parts = max(2, min(parts - 1, len(smaller))) if len(smaller) > 1 else 2
            kept = smaller
        elif parts >= len(kept):
            break
        else:
            parts = min(2 * parts, len(kept))
    return [items[index] for index in kept]


def _candidates(kept: list[int], parts: int) -> list[list[int]]:
    """Each of so many parts, and then all but each of them; the smallest first."""
    bounds = [len(kept) * number // parts for number in range(parts + 1)]
    chunks = [kept[low:high] for low, high in pairwise(bounds) if low < high]
    without = [[index for index in kept if index not in chunk] for chunk in chunks]
    return [*chunks, *(without if parts > 2 else [])]
