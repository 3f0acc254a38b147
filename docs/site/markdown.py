"""Pieces of Markdown."""

import inspect
import re
from collections.abc import Iterable


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table, a row each; the cells are Markdown already."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(text: str) -> str:
    """Plain words as they stand in a table."""
    return re.sub(r"\s+", " ", text).replace("|", "\\|").replace("<", "&lt;").strip()


def doc_of(thing: object) -> str:
    """What it says of itself; nothing where it has only what Python gives it."""
    text = inspect.getdoc(thing) or ""
    generated = isinstance(thing, type) and text.startswith(f"{thing.__name__}(")
    return "" if generated else text


def code(text: str) -> str:
    """A block that is shown as it is."""
    return f"```text\n{text}\n```"
