"""Choosing an interpreter."""

from pathlib import Path

import pytest

from emulator.lambda_.interpreters import NoInterpreter, choose, installed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for version in ("3.11", "3.13"):
        program = tmp_path / f"python{version}" / "bin" / "python"
        program.parent.mkdir(parents=True)
        program.touch()
    (tmp_path / "python3.12").mkdir()
    (tmp_path / "nodejs20.x").mkdir()
    return tmp_path


def test_only_whole_environments_count(folder: Path) -> None:
    assert [one.version for one in installed(folder)] == ["3.11", "3.13"]
    assert installed(folder / "nowhere") == []


@pytest.mark.parametrize(
    ("declared", "chosen"),
    [
        ("python3.11", "3.11"),
        ("python3.13", "3.13"),
        ("python3.12", "3.13"),
        ("python3.8", "3.11"),
        ("python3.14", "3.13"),
    ],
)
def test_the_declared_one_or_the_nearest(folder: Path, declared: str, chosen: str) -> None:
    assert choose(declared, folder).version == chosen


@pytest.mark.parametrize("runtime", ["nodejs20.x", "provided.al2023", "python2.7", "java21"])
def test_another_language_is_refused_by_name(folder: Path, runtime: str) -> None:
    with pytest.raises(NoInterpreter, match=f"runtime {runtime} can't be run here"):
        choose(runtime, folder)


def test_no_interpreter_at_all_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoInterpreter, match="make install"):
        choose("python3.11", tmp_path)


def test_an_image_is_refused(folder: Path) -> None:
    with pytest.raises(NoInterpreter, match="container image"):
        choose(None, folder)
