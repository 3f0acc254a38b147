"""The documents lead to what there is, and tell of every setting."""

import re
from pathlib import Path

import pytest

from bootstrap.stacks import STACKS
from harness.run.registry import scenarios

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bootstrap", "bounded_yaml", "emulator", "harness", "lambdas", "pricing", "tests")
GUIDES = sorted((ROOT / "docs").glob("*.md"))
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
FRONT = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md")
DOCUMENTS = [*FRONT, *GUIDES, *DECISIONS, ROOT / "docs" / "decisions" / "README.md", *ROOT.glob("examples/*/README.md")]
MAKE = re.compile(r"\bmake((?: [a-z][a-z-]+)+)")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
OF_THE_EMULATOR = {
    "HARNESS_RUNTIMES_DIR",
    "HARNESS_UNPACKED_DIR",
    "HARNESS_WORK_DIR",
    "HARNESS_SOURCES",
    "HARNESS_ALLOWED_HOSTS",
}
"""Variables that the engines and the compose file set, for LocalStack's process and for the image."""

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def links(path: Path) -> set[Path]:
    return {(path.parent / target).resolve() for target in LINK.findall(path.read_text())}


@each_document
def test_links_lead_to_files(path: Path) -> None:
    assert [str(target) for target in links(path) if not target.exists()] == []


NAMED = re.compile(r"`((?:bootstrap|docker|docs|emulator|examples|harness|lambdas|requirements|tests)/[\w./-]*)`")
"""A path of the project as prose names it; one with a placeholder such as `<system>` is none."""


@each_document
def test_paths_that_are_named_are_there(path: Path) -> None:
    near = (ROOT, path.parent)
    named = NAMED.findall(path.read_text())
    assert [name for name in named if not any((place / name).exists() for place in near)] == []


@pytest.mark.parametrize("folder", ["bootstrap", "harness"])
def test_architecture_tells_of_every_room(folder: str) -> None:
    rooms = {path.parent.relative_to(ROOT).as_posix() for path in (ROOT / folder).glob("*/__init__.py")}
    told = {name.rstrip("/") for name in re.findall(r"`([\w/]+/)`", (ROOT / "docs" / "architecture.md").read_text())}
    assert rooms - told - {"harness/systems"} == set()


BESIDE = re.compile(r"`((?!https?:)[\w./-]+\.py)`")


def test_the_files_that_architecture_names_beside_others_are_there() -> None:
    """Such as `actions.py`, which stands in a room that was named before."""
    there = {path.relative_to(ROOT).as_posix() for room in ROOMS for path in (ROOT / room).rglob("*.py")}
    named = BESIDE.findall((ROOT / "docs" / "architecture.md").read_text())
    assert named
    assert [name for name in named if not any(f"/{path}".endswith(f"/{name}") for path in there)] == []


def test_the_readme_leads_to_every_guide_and_the_list_to_every_decision() -> None:
    reached, ahead = set[Path](), [ROOT / "README.md"]
    while ahead:
        path = ahead.pop()
        if path not in reached:
            reached.add(path)
            ahead += [target for target in links(path) if target.suffix == ".md" and target.exists()]
    assert {*GUIDES, *FRONT} - reached == set()
    assert set(DECISIONS) == links(ROOT / "docs" / "decisions" / "README.md")


def test_the_readme_is_short_and_has_four_doors() -> None:
    text = (ROOT / "README.md").read_text()
    assert len(text.split()) < 400
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Try it", "Four doors"]
    assert len(re.findall(r"^- \*\*", text, re.MULTILINE)) == 4
    assert "![" in text


@each_document
def test_lines_fit_a_screen(path: Path) -> None:
    lines = re.sub(r"^```.*?^```", "", path.read_text(), flags=re.MULTILINE | re.DOTALL).splitlines()
    assert [line for line in lines if len(line) > 120 and not line.startswith(("|", "!["))] == []


@each_document
def test_what_is_to_be_typed_is_there(path: Path) -> None:
    text, makefile = path.read_text(), (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    called = {name for line in code_of(text) for found in MAKE.findall(line) for name in found.split()}
    assert called - targets == set()
    assert set(re.findall(r"\bSCENARIO=([a-z0-9-]+)", text)) <= set(scenarios())
    assert set(re.findall(r"\bSTACK=([a-z0-9-]+)", text)) <= set(STACKS)


def code_of(text: str) -> list[str]:
    """What stands in code marks and in shell blocks."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    return [re.sub(r"#.*", "", line) for block in blocks for line in block.splitlines()] + spans


def test_every_setting_is_told_among_the_settings() -> None:
    settings = (ROOT / "docs" / "settings.md").read_text()
    variables = set(re.findall(r"^([A-Z_]+) +\?=", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for path in [*(ROOT / "harness").rglob("*.py"), *ROOT.glob("docker-compose*.yml")]:
        variables |= set(re.findall(r"\bHARNESS_[A-Z_]+", path.read_text()))
    assert {name for name in variables - OF_THE_EMULATOR if name not in settings} == set()


def test_every_scenario_and_stack_is_told() -> None:
    text = (ROOT / "docs" / "scenarios.md").read_text()
    assert {name for name in (*scenarios(), *STACKS) if f"`{name}`" not in text} == set()
    (row,) = re.findall(r"^\| `STACK` \|.*$", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE)
    assert {name for name in STACKS if f"`{name}`" not in row} == set()


def test_the_architecture_names_rooms_that_there_are() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    named = re.findall(r"`((?:bootstrap|emulator|harness|lambdas|tests)/[\w/.]*)`", text)
    assert len(named) > 30
    assert [path for path in named if not (ROOT / path).exists()] == []
