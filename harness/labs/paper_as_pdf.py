"""A paper as PDF, set by ReportLab: contents, sections, room to write, page numbers. Pure.

Importing this takes ReportLab, of the extra `pdf`: `harness.labs.printing` says so where it is missing. The fonts are
those that Matplotlib brings. The same paper gives the same bytes.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from matplotlib import get_data_path
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    TableStyle,
)
from reportlab.platypus import Table as Grid
from reportlab.platypus.tableofcontents import TableOfContents

from harness.labs.markdown_as_pdf import BODY, CODE_FONT, FONT, MUTED, flowing
from harness.labs.paper import Paper, Part, Room, Section, Table

MARGIN, FOOT = 20 * mm, 12 * mm
STYLES = ("", "-Bold", "-Oblique", "-BoldOblique")
TITLE = ParagraphStyle("title", BODY, fontName=f"{FONT}-Bold", fontSize=19, leading=24, spaceAfter=10)
SECTION = ParagraphStyle(
    "section", BODY, fontName=f"{FONT}-Bold", fontSize=14, leading=18, spaceBefore=14, spaceAfter=6, keepWithNext=1
)
HEADING = ParagraphStyle("heading", SECTION, fontSize=11, leading=15, spaceBefore=10, spaceAfter=4)
ROOM = ParagraphStyle("room", HEADING, keepWithNext=0)
"""Lines take what room is left, which they can't while they are tied to something."""
CONTENTS = ParagraphStyle("contents", SECTION, keepWithNext=0)
ENTRY = ParagraphStyle("entry", BODY, spaceAfter=0, leading=17)
CLOSE = TableStyle([(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("TOP", "BOTTOM", "LEFT", "RIGHT")])
CELL = ParagraphStyle("cell", BODY, spaceAfter=0, leading=12, fontSize=9)
RULE = HexColor("#d5dae0")
LINE, FEWEST_LINES = 9 * mm, 2
"""Between two lines that are written on by hand."""


def as_pdf(paper: Paper) -> bytes:
    """The whole document, on A4."""
    _register_fonts()
    made = BytesIO()
    document = _Document(made, paper.title)
    document.multiBuild(list(_story(paper)))
    return made.getvalue()


class _Document(BaseDocTemplate):
    """Tells where each section begins, for the contents and the outline; each page has its number, of how many."""

    def __init__(self, made: BytesIO, title: str) -> None:
        super().__init__(
            made, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN + FOOT / 2,
            title=title, author="", subject="", creator="emulation-harness", lang="en", invariant=1,
        )  # fmt: skip
        frame = Frame(
            self.leftMargin, self.bottomMargin, self.width, self.height,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip
        self.addPageTemplates([PageTemplate(frames=[frame], onPage=self._foot)])
        self._all_pages = self._pages = 0

    def beforeDocument(self) -> None:  # noqa: N802 - ReportLab calls it
        """It is set until contents and page numbers are true; then it has as many pages as the time before."""
        self._all_pages = self._pages

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - ReportLab calls it
        """A section's title was put on this page."""
        if not isinstance(flowable, _SectionTitle):
            return
        key = f"section-{flowable.number}"
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(flowable.text, key)
        self.notify("TOCEntry", (0, flowable.text, self.page, key))

    def _foot(self, canvas: Canvas, document: BaseDocTemplate) -> None:
        self._pages = document.page
        canvas.saveState()
        canvas.setFont(FONT, 8)
        canvas.setFillColor(MUTED)
        canvas.drawString(MARGIN, FOOT, self.title or "")
        canvas.drawRightString(A4[0] - MARGIN, FOOT, f"{document.page} / {self._all_pages}")
        canvas.restoreState()


class _SectionTitle(Paragraph):
    """The title of a section, by whose number it is found."""

    def __init__(self, text: str, number: int) -> None:
        super().__init__(text.replace("&", "&amp;").replace("<", "&lt;"), SECTION)
        self.text, self.number = text, number


class _Lines(Flowable):
    """Lines to write on: as many as the page still has room for, and no fewer than `FEWEST_LINES`."""

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As high as can be, in whole lines."""
        self._width, self._lines = width, max(FEWEST_LINES, int(height // LINE))
        return width, self._lines * LINE

    def draw(self) -> None:
        """Dotted, so that what is written stands out."""
        self.canv.setStrokeColor(MUTED)
        self.canv.setLineWidth(0.5)
        self.canv.setDash(0.5, 2)
        for number in range(self._lines):
            self.canv.line(0, number * LINE, self._width, number * LINE)


def _story(paper: Paper) -> Iterator[Flowable]:
    yield Paragraph(paper.title, TITLE)
    for part in paper.opening:
        yield from _part(part)
    yield CondPageBreak(len(paper.sections) * ENTRY.leading + SECTION.leading)
    yield Paragraph("Contents", CONTENTS)
    yield TableOfContents(dotsMinLevel=0, levelStyles=[ENTRY], tableStyle=CLOSE)
    if not paper.loose:
        yield PageBreak()
    for number, section in enumerate(paper.sections, start=1):
        yield from _section(section, number, paper.loose)


def _section(section: Section, number: int, loose: bool) -> Iterator[Flowable]:
    inside = [_SectionTitle(section.title, number), *(each for part in section.parts for each in _part(part))]
    if loose:
        yield PageBreak()
        yield from inside
    else:
        yield KeepTogether(inside)


def _part(part: Part) -> Sequence[Flowable]:
    match part:
        case Table():
            return [KeepTogether([Paragraph(part.title, HEADING), _grid(part)])]
        case Room():
            room = (FEWEST_LINES + 1) * LINE
            return [CondPageBreak(room), Paragraph(part.title, ROOM), _Lines()]
        case _:
            return flowing(part.markdown)


def _grid(table: Table) -> Flowable:
    rows = [[Paragraph(f"<b>{name}</b>", CELL) for name in table.columns]]
    rows += [[Paragraph(cell.replace("&", "&amp;").replace("<", "&lt;"), CELL) for cell in row] for row in table.rows]
    return Grid(
        rows, colWidths=["12%", "58%", "30%"], repeatRows=1, hAlign="LEFT",
        style=[
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE), ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ],
    )  # fmt: skip


@cache
def _register_fonts() -> None:
    folder = Path(get_data_path()) / "fonts" / "ttf"
    for family in (FONT, CODE_FONT):
        names = [f"{family}{style}" for style in STYLES]
        for name in names:
            registerFont(TTFont(name, str(folder / f"{name.replace(' ', '')}.ttf")))
        registerFontFamily(family, *names)
