"""A system's check-list: what somebody who has built it by its guide looks at, in the guide's own order. Values."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bootstrap.clients import Clients


@dataclass(frozen=True)
class Section:
    """A part of the list: the resources of these types."""

    title: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Tried:
    """One step of an end-to-end test; without a problem it went well."""

    text: str
    problem: str = ""


def _nothing(_: Clients) -> Iterator[Tried]:
    yield from ()


@dataclass(frozen=True)
class Checklist:
    """The sections, and the test that uses the system as its user would; what that makes it takes away again.

    Resources of other types stand in a section of their own: nothing of a stack is left out.
    """

    sections: tuple[Section, ...] = ()
    end_to_end: Callable[[Clients], Iterator[Tried]] = _nothing


REST = "Also part of the stack"
END_TO_END = "End-to-end test"
