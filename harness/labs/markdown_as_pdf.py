"""Markdown as what ReportLab sets: paragraphs, lists and commands. Pure.

What a lab's text has no use for, such as pictures, is refused by name: nothing that is written is left out.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, ListFlowable, ListItem, Paragraph, Table

from harness.labs.model import LabError

FONT, CODE_FONT = "DejaVu Sans", "DejaVu Sans Mono"
"""Names under which `harness.labs.paper_as_pdf` registers them."""
INK, MUTED, SHADE = HexColor("#1f2933"), HexColor("#57606a"), "#f3f5f7"
SIZE, LEADING, CODE_SIZE, CODE_LEADING = 9.5, 13.5, 8.2, 11.5
BODY = ParagraphStyle(
    "body", fontName=FONT, fontSize=SIZE, leading=LEADING, textColor=INK, spaceAfter=5, allowWidows=0, allowOrphans=0
)
ITEM = ParagraphStyle("item", BODY, spaceAfter=3)
COMMAND = ParagraphStyle(
    "command", fontName=CODE_FONT, fontSize=CODE_SIZE, leading=CODE_LEADING, textColor=INK,
    leftIndent=14, firstLineIndent=-14,
)  # fmt: skip
"""A command too long for its line goes on below, to the right of where it begins."""
INDENT = 16
MARKS = {
    "strong": ("<b>", "</b>"),
    "em": ("<i>", "</i>"),
    "code_inline": (f'<font face="{CODE_FONT}" size="{CODE_SIZE + 0.3}" backColor="{SHADE}">', "</font>"),
}


def flowing(markdown: str) -> list[Flowable]:
    """What stands on the page, in order; LabError for what can't be set."""
    tree = SyntaxTreeNode(MarkdownIt("commonmark", {"html": False}).parse(markdown))
    return [each for node in tree.children for each in _block(node, BODY)]


def _block(node: SyntaxTreeNode, style: ParagraphStyle) -> Iterator[Flowable]:
    match node.type:
        case "paragraph":
            yield Paragraph(_inline(node.children), style)
        case "code_block" | "fence":
            yield _commands(node.content)
        case "bullet_list" | "ordered_list":
            yield _list(node)
        case _:
            raise LabError(f"{node.type} can't be printed as PDF: write paragraphs, lists and commands")


def _list(node: SyntaxTreeNode) -> Flowable:
    items: list[Any] = [
        ListItem([each for child in item.children for each in _block(child, ITEM)], spaceAfter=3)
        for item in node.children
    ]
    kind, form, start = ("1", "%s.", None) if node.type == "ordered_list" else ("bullet", None, "•")
    return ListFlowable(
        items, bulletType=kind, bulletFormat=form, start=start,
        leftIndent=INDENT, bulletFontName=FONT, bulletFontSize=SIZE, bulletColor=MUTED, spaceAfter=4,
    )  # fmt: skip


def _commands(text: str) -> Flowable:
    rows = [[Paragraph(escape(line) or "&nbsp;", COMMAND)] for line in text.rstrip("\n").split("\n")]
    last = len(rows) - 1
    return Table(
        rows, hAlign="LEFT", spaceBefore=1, spaceAfter=6, colWidths=["100%"],
        style=[
            ("BACKGROUND", (0, 0), (-1, -1), HexColor(SHADE)), ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 7), ("RIGHTPADDING", (0, 0), (-1, -1), 7),
            ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            ("TOPPADDING", (0, 0), (-1, 0), 4), ("BOTTOMPADDING", (0, last), (-1, last), 5),
        ],
    )  # fmt: skip


def _inline(nodes: Sequence[SyntaxTreeNode]) -> str:
    return "".join(map(_marked, nodes))


def _marked(node: SyntaxTreeNode) -> str:
    if node.type == "inline":
        return _inline(node.children)
    if node.type in ("softbreak", "hardbreak"):
        return " " if node.type == "softbreak" else "<br/>"
    if node.type == "text":
        return escape(node.content)
    if node.type not in MARKS:
        raise LabError(f"{node.type} can't be printed as PDF: write words, `code`, *emphasis* and **strong words**")
    opening, closing = MARKS[node.type]
    return f"{opening}{_inline(node.children) if node.children else escape(node.content)}{closing}"
