"""Whether a forked process can go on with what it has imported where the function brings modules of the same names."""

import importlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from emulator.lambda_.guest.rapid import loaded

PACKAGE, MODULE = "harness_loaded_package", "harness_loaded_module"
NAMES = (PACKAGE, f"{PACKAGE}.part", MODULE)
FOLDER, GONE, LINK = object(), object(), "-> "
DIFFERENT: dict[str, dict[str, object]] = {
    "a line changed": {f"{PACKAGE}/part.py": "VALUE = 2\n"},
    "a file more": {f"{PACKAGE}/more.py": ""},
    "a file less": {f"{PACKAGE}/part.py": GONE},
    "a folder more": {f"{PACKAGE}/data/x": ""},
    "another module": {f"{MODULE}.py": "VALUE = 4\n"},
    "a module for a package": {PACKAGE: GONE, f"{PACKAGE}.py": ""},
    "a package for a module": {f"{MODULE}.py": GONE, MODULE: FOLDER},
    "both in one folder": {MODULE: FOLDER},
    "a module of the standard library": {"json.py": ""},
    "a built-in module": {"sys.py": ""},
    "a link that leads nowhere": {f"{PACKAGE}/data": LINK + "nowhere"},
    "links in a circle": {f"{PACKAGE}/data": LINK + ".."},
    "a device": {f"{PACKAGE}/__init__.py": LINK + "/dev/zero"},
    "too many files": {f"{PACKAGE}/{number}.py": "" for number in range(99)},
}  # fmt: skip


def change(folder: Path, files: dict[str, object]) -> None:
    """Make, replace or delete what is named."""
    for name, content in files.items():
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        path.parent.mkdir(exist_ok=True)
        if content is FOLDER:
            path.mkdir()
        elif isinstance(content, str) and content.startswith(LINK):
            path.symlink_to(content.removeprefix(LINK))
        elif isinstance(content, str):
            path.write_text(content)


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a package and a module, both imported and among those that may be kept."""
    monkeypatch.setattr(loaded, "KEPT", (PACKAGE, MODULE, "json", "sys"))
    folder = tmp_path / "runtime"
    (folder / PACKAGE).mkdir(parents=True)
    (folder / PACKAGE / "__init__.py").touch()
    (folder / PACKAGE / "part.py").write_text("VALUE = 1\n")
    (folder / PACKAGE / "later.py").write_text("VALUE = 5\n")
    (folder / f"{MODULE}.py").write_text("__path__ = []\nVALUE = 3\n")
    monkeypatch.syspath_prepend(str(folder))
    for name in NAMES:
        importlib.import_module(name)
    yield folder
    for name in [*NAMES, f"{PACKAGE}.later"]:
        sys.modules.pop(name, None)


@pytest.fixture
def layer(runtime: Path, tmp_path: Path) -> Path:
    """A layer that holds the same, and something of its own."""
    folder = tmp_path / "layer"
    shutil.copytree(runtime, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "own_of_the_layer.py").touch()
    return folder


def module(name: str) -> ModuleType:
    return sys.modules[name]


def test_the_same_files_stay_loaded_as_those_of_the_layer(runtime: Path, layer: Path) -> None:
    before = [module(name) for name in NAMES]
    assert not loaded.shadows(["/nowhere", str(layer)])
    shutil.rmtree(runtime)
    later = importlib.import_module(f"{PACKAGE}.later")
    assert [module(name) for name in NAMES] == before
    for each in (*before, later):
        assert str(each.__file__).startswith(f"{layer}/")
        assert each.__spec__ is not None
        assert each.__spec__.origin == each.__file__
    assert list(module(PACKAGE).__path__) == [f"{layer}/{PACKAGE}"]


def test_what_python_compiled_makes_no_difference(runtime: Path, layer: Path) -> None:
    (layer / PACKAGE / "__pycache__").mkdir()
    (layer / PACKAGE / "__pycache__" / "part.cpython-311.pyc").touch()
    assert not loaded.shadows([str(layer)])


@pytest.mark.parametrize("files", DIFFERENT.values(), ids=DIFFERENT)
def test_anything_else_is_a_module_of_its_own(runtime: Path, layer: Path, files: dict[str, object]) -> None:
    change(layer, files)
    before = [module(name).__file__ for name in NAMES]
    assert loaded.shadows([str(layer)])
    assert [module(name).__file__ for name in NAMES] == before


def test_the_first_folder_counts(runtime: Path, layer: Path, tmp_path: Path) -> None:
    task = tmp_path / "task"
    task.mkdir()
    (task / f"{MODULE}.py").write_text("VALUE = 4\n")
    assert not loaded.shadows([str(layer), str(task)])
    assert module(MODULE).__file__ == f"{layer}/{MODULE}.py"
    assert loaded.shadows([str(task), str(layer)])


def test_a_library_that_looks_for_others_when_it_is_imported_is_not_kept(
    runtime: Path, layer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loaded, "KEPT", (MODULE,))
    assert loaded.shadows([str(layer)])


def test_nothing_of_the_function_s_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "app.py").touch()
    assert not loaded.shadows([str(tmp_path)])
