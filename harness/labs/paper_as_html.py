"""A paper as a web page, which loads nothing but the style beside it. Pure."""

from collections.abc import Iterable
from html import escape

from harness.labs.paper import Paper, Part, Room, Table
from harness.labs.sheet import rendered

LINE = '<div class="lines"></div>'


def as_html(paper: Paper, style: str) -> str:
    """The whole page; `style` is where its style is found from there."""
    title = escape(paper.title)
    begins = '<section class="loose">' if paper.loose else "<section>"
    sections = "".join(
        f"{begins}<h2>{escape(each.title)}</h2>{_html(each.parts)}</section>\n" for each in paper.sections
    )
    return (
        "<!doctype html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<link rel="stylesheet" href="{style}"></head>\n'
        f"<body><h1>{title}</h1>\n{_html(paper.opening)}\n{sections}</body></html>\n"
    )


def _html(parts: Iterable[Part]) -> str:
    return "".join(map(_part, parts))


def _part(part: Part) -> str:
    match part:
        case Table():
            head = "".join(f"<th>{escape(name)}</th>" for name in part.columns)
            rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in part.rows)
            return f"<h2>{escape(part.title)}</h2><table><tr>{head}</tr>{rows}</table>"
        case Room():
            return f"<h3>{escape(part.title)}</h3>{LINE * 2}"
        case _:
            return rendered(part.markdown)
