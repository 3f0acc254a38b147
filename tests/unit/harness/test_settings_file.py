"""Settings of a project's file: below variables, below what is typed, and refused by name when they can't be meant."""

import argparse
from pathlib import Path

import pytest

from harness.arguments import parser
from harness.arguments.settings import SettingsError, apply_settings


def read(folder: Path, text: str, *typed: str, variables: dict[str, str] | None = None) -> argparse.Namespace:
    (folder / "harness.toml").write_text(text)
    root = parser()
    apply_settings(root, folder, {} if variables is None else variables)
    return root.parse_args(typed)


def test_without_a_file_nothing_changes(tmp_path: Path) -> None:
    root = parser()
    apply_settings(root, tmp_path, {})
    assert vars(root.parse_args(["up"])) == vars(parser().parse_args(["up"]))


def test_settings_are_defaults_and_what_is_typed_comes_first(tmp_path: Path) -> None:
    text = (
        'engine = "container"\nport = 4567\n[scenario]\nclock = "real"\nperiod = 10\nkeep = true\nset = ["images=7"]\n'
    )
    options = read(tmp_path, text, "--port", "4568", "scenario", "--period", "60")
    assert (options.engine, options.port, options.clock, options.period, options.keep) == (
        "container", 4568, "real", 60, True,
    )  # fmt: skip
    assert options.set == [("images", 7)]


def test_a_number_of_emulators_is_a_setting_too(tmp_path: Path) -> None:
    assert read(tmp_path, 'emulators = "auto"\n', "scenario").emulators == 0
    assert read(tmp_path, "emulators = 3\n", "scenario").emulators == 3
    assert read(tmp_path, "emulators = 3\n", "scenario", "--emulators", "2").emulators == 2


def test_a_table_of_pyproject_serves_too(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.harness]\nport = 4567\n[tool.other]\nx = 1\n")
    root = parser()
    apply_settings(root, tmp_path, {})
    assert root.parse_args(["up"]).port == 4567


def test_the_port_is_a_variables_too(tmp_path: Path) -> None:
    variables = {"HARNESS_PORT": "4569"}
    assert read(tmp_path, "", "up", variables=variables).port == 4569
    assert read(tmp_path, "port = 4567\n", "up", variables=variables).port == 4569
    assert read(tmp_path, "port = 4567\n", "up", "--port", "4568", variables=variables).port == 4568
    with pytest.raises(SettingsError, match="HARNESS_PORT: port = '70000'"):
        read(tmp_path, "", "up", variables={"HARNESS_PORT": "70000"})


def test_variables_that_are_set_stand_above_the_file(tmp_path: Path) -> None:
    variables = {"HARNESS_START_DEADLINE_S": "7"}
    text = 'home = "state"\ninit = "own"\nstart-deadline-s = 60\nallow-hosts = ["a.test", "b.test"]\n'
    text += 'systems = ["one", "two"]\n'
    read(tmp_path, text, "up", variables=variables)
    assert variables == {
        "HARNESS_START_DEADLINE_S": "7",
        "HARNESS_HOME": str(tmp_path / "state"),
        "HARNESS_ALLOW_HOSTS": "a.test,b.test",
        "HARNESS_INIT": str(tmp_path / "own"),
        "HARNESS_SYSTEMS": f"{tmp_path / 'one'}:{tmp_path / 'two'}",
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("prot = 1", "there is no setting 'prot'; did you mean 'port'?"),
        ("port = 99999", "'99999' is not a port"),
        ("emulators = 0", "'0' is not a number of emulators, such as 2, nor auto"),
        ('engine = "contaner"', "did you mean 'container'?"),
        ("[scenari]\nkeep = true", "there is no command 'scenari'; did you mean 'scenario'?"),
        ("[scenario]\nkeep = 1", "keep = 1: give true or false"),
        ("port = ", "can't be read"),
    ],
)
def test_what_can_not_be_meant_is_refused_by_name(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, text, "up")
    assert says in str(refused.value)
    assert "harness.toml" in str(refused.value)
