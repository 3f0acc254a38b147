"""Rules of the house that no linter knows."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

from emulator.localstack.plugins import PACKAGES
from harness.engines.localstack_settings import PLUGINS
from harness.fidelity import REGISTER

ROOT = Path(__file__).resolve().parents[2]
OURS = ("bootstrap", "bounded_yaml", "emulator", "harness", "lambdas", "pricing")
SOURCES = sorted(path for folder in OURS for path in (ROOT / folder).rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


def tracked() -> list[Path]:
    """The files that belong to the project; all of them where there is no git."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=False)
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


@cache
def tree_of(path: Path) -> ast.Module:
    """A module, parsed once for all rules."""
    return ast.parse(path.read_text())


@cache
def imported(path: Path) -> set[str]:
    """The top-level names of the packages that a module imports, anywhere in it."""
    names = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def faults_of(path: Path) -> list[str]:
    """What keeps a file from being a small room that says why it exists."""
    text = path.read_text()
    tree = tree_of(path)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    faults = [] if ast.get_docstring(tree) else ["a module opens with its reason to exist"]
    faults += [f"{LONGEST_FILE} lines are the most"] if len(text.splitlines()) > LONGEST_FILE else []
    return faults + [
        f"{node.name} is longer than {LONGEST_FUNCTION} lines"
        for node in functions
        if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]


def test_rooms_are_small_and_say_why_they_exist() -> None:
    assert {str(path.relative_to(ROOT)): faults for path in SOURCES if (faults := faults_of(path))} == {}


def test_functions_and_emulator_import_nothing_of_ours() -> None:
    rooms: dict[str, set[str]] = {
        "lambdas": set(),
        "bounded_yaml": set(),
        "pricing": {"pricing"},
        "emulator": {"emulator", "bounded_yaml", "pricing"},
    }
    for folder, allowed in rooms.items():
        for path in (ROOT / folder).rglob("*.py"):
            assert imported(path) & set(OURS) <= allowed, path


def test_nothing_imports_functions_or_emulator() -> None:
    for folder in ("bootstrap", "harness"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not imported(path) & {"lambdas", "emulator"}, path


def test_only_one_room_of_the_emulator_imports_localstack() -> None:
    room = ROOT / "emulator" / "localstack"
    for path in SOURCES:
        if room not in path.parents:
            assert not imported(path) & {"localstack", "moto", "rolo", "twisted", "plux"}, path


def test_names_say_what_a_file_is() -> None:
    vague = {"utils", "helpers", "manager", "common", "misc"}
    assert [path for path in SOURCES if path.stem in vague or path.parent.name in vague] == []


def test_an_engine_is_up_with_every_plugin_and_no_other() -> None:
    assert {"server", *PACKAGES} == PLUGINS


def test_every_divergence_the_emulator_reports_is_in_the_register() -> None:
    reported = set()
    for path in (ROOT / "emulator").rglob("*.py"):
        reported |= set(re.findall(r"divergence\(\s*\"([a-z0-9-]+)\"", path.read_text()))
    assert reported <= set(REGISTER), reported - set(REGISTER)


def test_locked_files_carry_hashes_and_no_addresses() -> None:
    locked = sorted((ROOT / "requirements").rglob("*.txt"))
    assert locked
    for path in locked:
        assert "://" not in path.read_text(), path
        if path.name != "tested-with.txt":
            assert "--hash=sha256:" in path.read_text(), path


def test_no_path_of_a_machine_in_any_file() -> None:
    machine = re.compile(r"(?<![\w.-])/(?:root|work|home/\w+)/")
    for path in tracked():
        if path.suffix in {".py", ".md", ".toml", ".txt", ".in", ".yml", ".html", ".jsonl", ""}:
            assert not machine.search(path.read_text(errors="replace")), path


def test_every_make_target_is_explained_in_the_help() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    explained = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert set(phony[1].split()) == explained
