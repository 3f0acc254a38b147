"""Every example in the documents is one that works: commands parse, code compiles and finds what it imports."""

import ast
import json
import re
import shlex
import tomllib
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from harness.arguments import parser
from tests.architecture.test_documents import DOCUMENTS, ROOT

BLOCK = re.compile(r"^ *```(\w*)[^\n]*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
HARNESS = re.compile(r"^(?:\w+=\S* )*(?:\S*/)?(?:harness|python3? -m harness)(?= |$)")
SPAN = re.compile(r"`((?:\.venv/bin/)?harness [a-z-][^`\n]*)`")
OTHERS = {"my_stack", "my_system", "orders_stack", "doorbell"}
"""What a reader's own project is called in examples."""
PLACEHOLDERS = {"FOLDER": "runs/one", "NAME": "s3-cleanup", "STACK": "s3-cleanup", "COMMAND": "status", "SHELL": "bash"}

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def blocks(path: Path, *languages: str) -> list[str]:
    """The fenced blocks of these languages."""
    return [code for language, code in BLOCK.findall(path.read_text()) if language in languages]


def called(path: Path) -> list[str]:
    """Every call of `harness` in shell blocks and in code marks; those with an ellipsis are no whole ones."""
    lines = [line.strip() for block in blocks(path, "sh", "bash", "shell") for line in block.splitlines()]
    spans = SPAN.findall(re.sub(BLOCK, "", path.read_text()))
    return [line for line in (*lines, *spans) if HARNESS.match(line) and "…" not in line]


@each_document
def test_calls_of_the_harness_parse(path: Path) -> None:
    for line in called(path):
        words = shlex.split(HARNESS.sub("", line.split("|")[0].split(" && ")[0].split(" > ")[0]), comments=True)
        given = [PLACEHOLDERS.get(word, re.sub(r"<[^>]*>", "x", word)) for word in words]
        if given and not {"--help", "--json-schema", "--version"} & set(given):
            parser().parse_args(given)  # it exits, and pytest shows what it printed


@each_document
def test_python_compiles_and_finds_what_it_imports(path: Path) -> None:
    for code in blocks(path, "python", "py"):
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Import):
                assert [each.name for each in node.names if not _is_there(each.name)] == []
            elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] not in OTHERS:
                found = import_module(node.module)
                missing = [each.name for each in node.names if not hasattr(found, each.name)]
                assert [name for name in missing if find_spec(f"{node.module}.{name}") is None] == []


@pytest.mark.parametrize(
    ("language", "read"), [("toml", tomllib.loads), ("json", json.loads), ("yaml", yaml.safe_load)]
)
def test_settings_can_be_read(language: str, read: Callable[[str], object]) -> None:
    for path in DOCUMENTS:
        for code in blocks(path, language):
            assert "…" in code or read(code) is not None, path


def test_the_examples_are_found() -> None:
    manual = ROOT / "docs" / "testing.md"
    assert len(called(manual)) > 3
    assert len(blocks(manual, "python")) > 0


def _is_there(name: str) -> bool:
    return name.split(".", maxsplit=1)[0] in OTHERS or find_spec(name) is not None
