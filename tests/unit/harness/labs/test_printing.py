"""The handout and the guide as PDF: what stands on which page, read back from the bytes."""

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from harness.labs.handout import guide, handout, ordered
from harness.labs.markdown_as_pdf import CODE_FONT, flowing
from harness.labs.model import LabError
from harness.labs.paper import Paper, Room, Section, Table, Text
from harness.labs.paper_as_pdf import as_pdf
from harness.labs.printing import printed
from harness.labs.work import labs

LONG = (
    "aws dynamodb scan --table-name T "
    + " ".join(f"--option-{number} 'a value'" for number in range(30))
    + " x"
    + "y" * 300
)
SMALL = Paper(
    "A paper",
    (Text("Read *this* & `a < b`."), Table("A plan", ("from", "what", "lab"), (("0:10", "R & D", "x"),))),
    (
        Section("First & last", (Text(f"1. Do it.\n\n       {LONG}\n\n2. And look.\n\n- a point"), Room("I saw"))),
        Section("Second", (Text("Words.\n\n    one\n    two"),)),
    ),
    loose=True,
)


@pytest.fixture(scope="module")
def small() -> PdfReader:
    return PdfReader(BytesIO(as_pdf(SMALL)))


def words(text: str) -> list[str]:
    """What is read, wherever lines are broken."""
    return re.findall(r"[\w<&'*-]+", text)


def test_each_loose_section_has_a_page_and_each_page_its_number(small: PdfReader) -> None:
    pages = [page.extract_text() for page in small.pages]
    assert len(pages) == 3
    assert [f"{number} / 3" in page for number, page in enumerate(pages, start=1)] == [True] * 3
    assert "First & last" in pages[1]
    assert "Second" in pages[2]
    assert small.metadata is not None
    assert small.metadata.title == "A paper"


def test_contents_and_outline_lead_to_the_sections(small: PdfReader) -> None:
    first = small.pages[0].extract_text(extraction_mode="layout")
    assert re.search(r"First & last[ .]+2\b", first)
    assert re.search(r"Second[ .]+3\b", first)
    outline = [each for each in small.outline if not isinstance(each, list)]
    assert [each.title for each in outline] == ["First & last", "Second"]
    assert [small.get_destination_page_number(each) for each in outline] == [1, 2]


def test_the_same_paper_is_the_same_bytes() -> None:
    assert as_pdf(SMALL) == as_pdf(SMALL)


def test_marks_are_text_and_tables_are_whole(small: PdfReader) -> None:
    first = small.pages[0].extract_text()
    assert "Read this & a < b." in first
    assert words("A plan from what lab 0:10 R & D x") == words(first[first.index("A plan") : first.index("Contents")])


def test_a_command_that_is_longer_than_its_line_is_whole(small: PdfReader) -> None:
    read = small.pages[1].extract_text()
    assert LONG.replace(" ", "") == "".join(read[read.index("aws dynamodb") : read.index("2.")].split())


def test_sections_that_are_not_loose_follow_each_other() -> None:
    short = tuple(Section(f"Section {number}", (Text("Words."),)) for number in range(8))
    made = PdfReader(BytesIO(as_pdf(Paper("Short", (), short, loose=False))))
    assert len(made.pages) == 2


@pytest.mark.parametrize("make", [handout, guide])
def test_the_real_papers_are_whole(make: object) -> None:
    paper = handout(labs().values()) if make is handout else guide(labs().values())
    pages = [page.extract_text() for page in PdfReader(BytesIO(printed(paper))).pages]
    read = words(" ".join(pages))
    for lab in ordered(labs().values()):
        assert sum(f"{lab.name}: " in page for page in pages) == 1, lab.name
        for step in lab.steps:
            assert make is guide or set(words(step.command)) <= set(read), lab.name
    if paper.loose:
        assert len(pages) == len(paper.sections) + 1


@pytest.mark.parametrize(
    ("markdown", "what"),
    [("# title", "heading"), ("> said", "blockquote"), ("![a](b.png)", "image"), ("[a](b)", "link"), ("---", "hr")],
)
def test_what_cannot_be_set_is_refused_by_name(markdown: str, what: str) -> None:
    with pytest.raises(LabError, match=f"{what} can't be printed as PDF"):
        flowing(markdown)


def test_the_fonts_of_code_and_words_differ(small: PdfReader) -> None:
    resources = small.pages[1]["/Resources"].get_object()
    fonts = str([each.get_object()["/BaseFont"] for each in resources["/Font"].values()])  # type: ignore[index]
    assert CODE_FONT.replace(" ", "") in fonts
    assert "DejaVuSans'" in fonts


WITHOUT = """
import sys
from pathlib import Path

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name == "reportlab":
            raise ModuleNotFoundError("No module named 'reportlab'", name=name)

sys.meta_path.insert(0, Missing())
from harness.cli import main
sys.exit(main(["handout", *sys.argv[1:]]))
"""


def test_where_the_library_is_missing_it_is_told_what_to_install(tmp_path: Path) -> None:
    folder = tmp_path / "handout"

    def write(*options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", WITHOUT, str(folder), *options], capture_output=True, text=True, check=False
        )

    refused = write("--pdf")
    assert (refused.returncode, "pip install reportlab" in refused.stderr) == (1, True), refused.stderr
    assert not folder.exists()
    assert write().returncode == 0
    assert sorted(each.name for each in folder.iterdir()) == ["guide.html", "handout.html", "sheet.css"]
