"""Generated work for the media pipeline: bursts of good and broken images, some of them uploaded again, from a seed."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

PICTURES = 4
MOST_IN_A_BURST = 4
UPLOAD, BROKEN, AGAIN = "upload", "broken", "again"
"""What an operation begins with: `["upload", file, picture]`, `["broken", file]`, `["again", file]`."""

Operation = list[Any]


def generated(seed: int, bursts: int) -> list[list[Operation]]:
    """So many bursts. The same for the same seed."""
    random, numbers = Random(seed), iter(range(1, bursts * MOST_IN_A_BURST + 1))  # noqa: S311 - a workload
    return [list(_burst(random, numbers)) for _ in range(bursts)]


def _burst(random: Random, numbers: Iterator[int]) -> Iterator[Operation]:
    for _ in range(random.randint(1, MOST_IN_A_BURST)):
        file = f"photo-{next(numbers)}.jpg"
        if random.random() < 0.15:
            yield [BROKEN, file]
            continue
        yield [UPLOAD, file, random.randrange(PICTURES)]
        if random.random() < 0.2:
            yield [AGAIN, file]


def checked(workload: Sequence[Any]) -> list[list[Operation]]:
    """A workload that somebody gives; ValueError says what of it isn't one."""
    files: set[str] = set()
    for operation in (one for burst in workload for one in burst):
        fits = operation and {UPLOAD: 3, BROKEN: 2, AGAIN: 2}.get(operation[0]) == len(operation)
        if not fits or (operation[0] == AGAIN) is not (operation[1] in files):
            raise ValueError(
                f'{operation!r} is none of ["upload", new file, picture], ["broken", new file], ["again", known file]'
            )
        files.add(operation[1])
    return [list(burst) for burst in workload]
