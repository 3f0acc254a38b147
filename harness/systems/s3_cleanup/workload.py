"""Generated work for the S3 cleanup system: bursts of uploads, overwrites and deletions of a few keys, from a seed."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

KEYS = ("a.txt", "b.txt", "c d.txt", "e/f.txt", "ü.txt")
LARGEST_BYTES = 14
MOST_IN_A_BURST = 6
PUT, DELETE, WINDOW = "put", "delete", "window"
"""What an operation begins with: `["put", key, size]`, `["delete", key]`, `["window"]`."""

Operation = list[Any]


def generated(seed: int, bursts: int) -> list[list[Operation]]:
    """So many bursts; after some of them a window of the alarm passes. The same for the same seed."""
    random = Random(seed)  # noqa: S311 - a workload, and the same each time
    return [list(_burst(random)) for _ in range(bursts)]


def _burst(random: Random) -> Iterator[Operation]:
    for _ in range(random.randint(1, MOST_IN_A_BURST)):
        key = random.choice(KEYS)
        yield [DELETE, key] if random.random() < 0.4 else [PUT, key, random.randint(1, LARGEST_BYTES)]
    if random.random() < 0.6:
        yield [WINDOW]


def checked(workload: Sequence[Any]) -> list[list[Operation]]:
    """A workload that somebody gives; ValueError says what of it isn't one."""
    for operation in (one for burst in workload for one in burst):
        fits = operation and {PUT: 3, DELETE: 2, WINDOW: 1}.get(operation[0]) == len(operation)
        if not fits:
            raise ValueError(f'{operation!r} is none of ["put", key, size], ["delete", key], ["window"]')
    return [list(burst) for burst in workload]
