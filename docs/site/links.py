"""Links of the documents as the site has them. In the repository they lead to files; the site has only its pages."""

import re
from os.path import relpath
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
AT_THE_ROOT = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!https?:|#)([^)#\s]+)(#[^)]*)?\)")


def for_the_site(markdown: str, place: Path, page: Path) -> str:
    """The text of a page, whose source stands in `place`, for the folder `page` of the site.

    A link to a page leads there; one to another file of the repository is its text and the file's name.
    """

    def found(match: re.Match[str]) -> str:
        picture, words, target, anchor = match[1], match[2], match[3], match[4] or ""
        path = (place / target).resolve()
        path = path / "README.md" if (path / "README.md").is_file() else path
        uri = _uri(path)
        if uri is None:
            name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else target
            return words if words.strip("`") in (name, path.name) else f"{words} (`{name}`)"
        return f"{picture}[{words}]({relpath(uri, page)}{anchor})"

    return LINK.sub(found, markdown)


def _uri(path: Path) -> str | None:
    """Where the site has the file; None where it doesn't."""
    if path.parent == ROOT and path.name in AT_THE_ROOT:
        return AT_THE_ROOT[path.name]
    if path.is_relative_to(DOCS) and path.is_file():
        return path.relative_to(DOCS).as_posix()
    return None
