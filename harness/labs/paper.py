"""What is printed, whatever makes pages of it: a title, what comes first, and sections. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """Paragraphs, lists and commands, as Markdown."""

    markdown: str


@dataclass(frozen=True)
class Table:
    """Rows of plain text below the names of their columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Room:
    """Room to write by hand: two lines at least, and more where the page has them."""

    title: str


Part = Text | Table | Room


@dataclass(frozen=True)
class Section:
    """What stands below a title of its own."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Paper:
    """A whole print. `loose` tells that each section is on a page of its own, to be given out by itself."""

    title: str
    opening: tuple[Part, ...]
    sections: tuple[Section, ...]
    loose: bool
