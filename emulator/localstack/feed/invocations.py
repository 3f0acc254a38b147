"""Tells the feed when a function begins with an event and when it has answered, for accounts that somebody watches."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from emulator.clock import clock_of
from emulator.feed import feed
from emulator.marks import SEARCHED, in_text


@contextmanager
def told(function: Any, request_id: str, event: str) -> Iterator[list[str]]:
    """Tell of one invocation of LocalStack's version id `function`; the block puts in what went wrong, if anything."""
    trouble: list[str] = []
    if not feed.is_watched(function.account):
        yield trouble
        return
    marks = (f"request {request_id}", *in_text(event[:SEARCHED]))
    _note(function, "began", marks)
    try:
        yield trouble
    finally:
        _note(function, "failed" if trouble else "ended", marks, trouble[0] if trouble else "")


def _note(function: Any, what: str, marks: Iterable[str], trouble: str = "") -> None:
    feed.note(
        function.account, clock_of(function.account).now, region=function.region, service="lambda", what=what,
        on=function.function_name, by=function.function_name, marks=marks, refused=bool(trouble), detail=trouble,
    )  # fmt: skip
