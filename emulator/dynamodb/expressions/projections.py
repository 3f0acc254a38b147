"""Projection expressions: the paths that an answer has."""

from functools import lru_cache

from emulator.dynamodb.expressions.conditions import read_path
from emulator.dynamodb.expressions.tokens import Reader
from emulator.dynamodb.expressions.tree import Path


@lru_cache(maxsize=512)
def parse(text: str) -> tuple[Path, ...]:
    """The paths of a projection expression."""
    reader = Reader(text)
    paths = [read_path(reader, ())]
    while reader.is_symbol(","):
        reader.take()
        paths.append(read_path(reader, ()))
    reader.expect_end()
    return tuple(paths)
