"""Every system and scenario is found: ours, those of installed packages, and those of a folder that is named."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.run.registry import (
    FOLDERS,
    NotASystem,
    UnknownScenario,
    UnknownSystem,
    parts,
    reference,
    scenario_named,
    scenarios,
    system_named,
    systems,
)
from harness.run.system import UnknownParameter

SYSTEM = """
from bootstrap.stacks.missing_data import missing_data
from harness.testing import System

SYSTEM = System("{name}", missing_data)


@SYSTEM.scenario("{scenario}", checks=())
def steps(context):
    '''Nothing is done.'''
"""
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Writes the folder of a system, by default of a name of its own."""
    before, path = set(sys.modules), list(sys.path)
    monkeypatch.setattr(sys, "path", path)

    def folder(package: str, name: str = "tiny", scenario: str = "tiny-steps", text: str = SYSTEM) -> Path:
        made = tmp_path / package
        made.mkdir()
        (made / "system.py").write_text(text.format(name=name, scenario=scenario))
        return made

    yield folder
    for name in set(sys.modules) - before:
        if name.startswith("tiny_"):
            del sys.modules[name]


def test_our_own_are_found() -> None:
    assert {"s3-cleanup", "media-pipeline", "billing", "missing-data"} <= set(systems())
    assert {"s3-cleanup", "s3-cleanup-driver"} <= set(scenarios())
    assert reference() in systems()
    assert reference() in scenarios()


@pytest.mark.parametrize("name", sorted(scenarios()))
def test_a_scenario_is_whole(name: str) -> None:
    found = scenario_named(name)
    assert found.name == name
    assert found.system is system_named(found.system.name)
    assert len(found.text) > 200
    assert found.title.endswith(".")
    assert found.checks


def test_what_is_unknown_is_told_with_what_there_is() -> None:
    with pytest.raises(UnknownSystem, match=r"no stack 's3-cleanp'; did you mean 's3-cleanup'\? There are: ages, "):
        system_named("s3-cleanp")
    with pytest.raises(UnknownScenario, match=r"there is no scenario 'nope'; there are: .*s3-cleanup"):
        scenario_named("nope")
    with pytest.raises(UnknownSystem, match=r"there is no stack 'nope'; there are: .*s3-cleanup"):
        system_named("nope")


def test_a_folder_that_is_named_is_found(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = [write("tiny_one", "tiny-one", "tiny-a"), write("tiny_two", "tiny-two", "tiny-b")]
    monkeypatch.setenv(FOLDERS, os.pathsep.join(map(str, folders)))
    assert {"tiny-one", "tiny-two", "billing"} <= set(systems())
    assert scenario_named("tiny-b").system.name == "tiny-two"
    assert scenario_named("tiny-b").title == "Nothing is done."


def test_modules_of_its_scenarios_are_imported(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write("tiny_more")
    (folder / "scenarios").mkdir()
    text = "from tiny_more.system import SYSTEM\n\n\n@SYSTEM.scenario('tiny-more', checks=())\ndef more(context): ...\n"
    (folder / "scenarios" / "more.py").write_text(text)
    (folder / "measures.py").write_text("GROUPS = {}\n")
    monkeypatch.setenv(FOLDERS, str(folder))
    assert scenario_named("tiny-more").system.name == "tiny"
    assert "tiny_more.measures" in [module.__name__ for module in parts("measures")]


def test_an_entry_point_is_found(write: Write, tmp_path: Path) -> None:
    write("tiny_installed", "tiny-installed")
    about = tmp_path / "tiny-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[harness.systems]\ntiny = tiny_installed\n")
    sys.path.append(str(tmp_path))
    assert "tiny-installed" in systems()


@pytest.mark.parametrize(
    ("package", "changed", "why"),
    [
        ("tiny_taken", {"name": "billing"}, "there is a system 'billing' already"),
        ("tiny_again", {"scenario": "no-rearm"}, "has a scenario 'no-rearm' already"),
        ("tiny_empty", {"text": "SYSTEM = 7\n"}, "declares no SYSTEM"),
        ("json", {}, "but 'json' is .*; rename the folder"),
    ],
)
def test_what_can_not_be_a_system_is_refused_by_name(
    package: str, changed: dict[str, str], why: str, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDERS, str(write(package, **changed)))
    with pytest.raises(NotASystem, match=why):
        scenarios()


def test_a_folder_without_a_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDERS, str(tmp_path / "nothing"))
    with pytest.raises(NotASystem, match=r"nothing, where there is no system\.py"):
        systems()


@pytest.mark.parametrize(
    ("scenario", "given", "told"),
    [
        ("no-rearm", {"foo": 3}, r"^no-rearm has no numbers to choose; leave out --set foo=3$"),
        ("media-batch", {"image": 3}, r"has no number 'image'; did you mean 'images'\? There are: "),
        ("media-batch", {"images": 0}, r"^images=0: give 1 or more; without --set it is \d+$"),
    ],
)
def test_a_number_that_a_scenario_doesn_t_have_is_told_plainly(scenario: str, given: dict[str, int], told: str) -> None:
    with pytest.raises(UnknownParameter, match=told):
        scenario_named(scenario).chosen(given)
