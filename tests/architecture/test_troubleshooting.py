"""Every error that names a section of docs/troubleshooting.md finds it there, and every section is named by one."""

import re
from pathlib import Path

import pytest

from harness.troubleshooting import PAGE, TOPICS, explained

ROOT = Path(__file__).resolve().parents[2]
SOURCES = "".join(
    re.sub(r'"\s*\n\s*f?"', "", path.read_text())
    for room in ("bootstrap", "harness")
    for path in (ROOT / room).rglob("*.py")
    if path.name != "troubleshooting.py"
)


def anchors() -> list[str]:
    """The page's headings as GitHub and mkdocs make them anchors."""
    headings = re.findall(r"^## (.+)$", (ROOT / PAGE).read_text(), re.MULTILINE)
    return [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]


def test_sections_and_topics_are_the_same() -> None:
    assert sorted(anchors()) == sorted(TOPICS)


@pytest.mark.parametrize("words", [each for some in TOPICS.values() for each in some])
def test_an_error_says_these_words(words: str) -> None:
    assert words in SOURCES


def test_an_error_is_explained_where_it_belongs() -> None:
    assert explained("port 4566 on 127.0.0.1 is taken by nc (pid 7)") == f"{PAGE}#a-port-is-taken"
    assert explained("something else") == ""
