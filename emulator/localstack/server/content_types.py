"""Twisted parses the few content types there are with a parser for mail; here each is parsed once."""

from collections.abc import Callable
from functools import lru_cache

from emulator.localstack.seams import replaces
from emulator.localstack.server.chosen import uses_twisted


@replaces(
    "web.http:_parseContentType",
    base="twisted",
    only=uses_twisted,
    why="A content type is parsed once, not for every request.",
)
def parse_content_type(original: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """The same parser, with a memory."""
    return lru_cache(maxsize=256)(original)
