"""What mkdocs calls: generated pages come in, navigation takes up every page, links into the repository lead on."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from docs.site.links import for_the_site  # noqa: E402 - from the checkout, whatever the working folder
from docs.site.reference import reference  # noqa: E402

FRONT = {"index.md": "README.md", "contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md"}
"""Pages whose text stands at the root of the repository."""
REFERENCE, MORE = "Reference", "More"


def on_config(config: Any) -> Any:
    """Every page has its place: those of the navigation that exist, the reference, and the rest under More."""
    generated = [*FRONT, *reference()]
    own = [str(path.relative_to(ROOT / "docs")) for path in (ROOT / "docs").rglob("*.md")]
    known = {*generated, *own}
    nav = [{title: _kept(pages, known)} for section in config.nav for title, pages in section.items()]
    named = {page for section in nav for page in _pages(section)}
    rest = sorted(page for page in own if page not in named)
    nav = [section for section in nav if REFERENCE not in section]
    config.nav = [*nav, {REFERENCE: _grouped([page for page in generated if page not in FRONT])}]
    config.nav += [{MORE: rest}] if rest else []
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add the pages of the repository's root and the reference."""
    from mkdocs.structure.files import File

    for page, source in FRONT.items():
        files.append(File.generated(config, page, content=(ROOT / source).read_text()))
    for page, text in reference().items():
        files.append(File.generated(config, page, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Links that lead out of docs/ lead to their page, or are names of files."""
    uri = page.file.src_uri
    place = ROOT / FRONT[uri] if uri in FRONT else ROOT / "docs" / uri
    return for_the_site(markdown, place.parent, Path(uri).parent)


def _grouped(pages: list[str]) -> list[Any]:
    """The pages by themselves, then those of each folder below its name."""
    folders: dict[str, list[str]] = {}
    for page in pages:
        folders.setdefault(Path(page).parent.name, []).append(page)
    alone = folders.pop("reference", [])
    return [*alone, *({name.capitalize(): inner} for name, inner in folders.items())]


def _kept(pages: Any, known: set[str]) -> Any:
    return pages if isinstance(pages, str) else [page for page in pages if page in known]


def _pages(section: Any) -> Iterator[str]:
    if isinstance(section, str):
        yield section
    elif isinstance(section, dict):
        for pages in section.values():
            yield from _pages(pages)
    else:
        for page in section:
            yield from _pages(page)
