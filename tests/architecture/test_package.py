"""What the wheel says of itself agrees with what is tested."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from emulator.localstack.seams import RELEASES, known

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
OLD, NEW = "python_version < '3.13'", "python_version >= '3.13'"

PINNED = {"botocore", "moto-ext", "rolo", "localstack-twisted", "werkzeug"}
BOUNDED = {"openapi-core", "openapi-spec-validator", "jsonschema-path"}
"""What LocalStack needs, bounded for pip: it finds the few versions that go together only by trying."""


def name_of(requirement: str) -> str:
    return re.split(r"[^\w-]", requirement)[0].lower()


def declared(path: str) -> set[str]:
    """The packages that a `.in` file names."""
    lines = (ROOT / "requirements" / path).read_text().splitlines()
    return {name_of(line) for line in lines if line and not line.startswith(("#", "-"))}


def test_what_the_wheel_needs_is_what_is_locked() -> None:
    """In the metadata as ranges; but for what builds the editable install."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    named = {
        name_of(each) for each in [*PROJECT["project"]["dependencies"], *(each for some in extras for each in some)]
    }
    assert named - PINNED - BOUNDED == (declared("main.in") - {"hatchling", "docker"}) | {"pytest-xdist"} | declared(
        "cluster.in"
    ) | declared("pdf.in")


@pytest.mark.parametrize("python", ["3.11", "3.13"])
def test_what_is_bounded_for_pip_lets_in_what_is_locked(python: str) -> None:
    environment = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
    bounds = [Requirement(each) for each in PROJECT["project"]["dependencies"] if name_of(each) in BOUNDED]
    lines = (ROOT / "requirements" / "main.txt").read_text().splitlines()
    locked = [Requirement(line.removesuffix("\\")) for line in lines if "==" in line and name_of(line) in BOUNDED]
    versions = {
        each.name: str(each.specifier).removeprefix("==")
        for each in locked
        if each.marker is None or each.marker.evaluate(environment)
    }
    holding = [each for each in bounds if each.marker is None or each.marker.evaluate(environment)]
    assert {each.name for each in holding} == versions.keys() == BOUNDED
    assert [each.name for each in holding if not each.specifier.contains(versions[each.name])] == []


GROUND = {"localstack": "localstack-core", "moto": "moto-ext", "twisted": "localstack-twisted"}
"""Packages that bear another name in the index than when they are imported."""


def test_the_ground_of_the_seams_is_fixed_to_what_is_tested() -> None:
    """Every package with a file that seams were recorded against: in another version the emulator doesn't start."""
    locked = (ROOT / "requirements" / "main.txt").read_text()
    files = {name for release in RELEASES for name in known.load(release).files}
    ground = {name.partition("/")[0] for name in files}
    fixed = [each for each in PROJECT["project"]["dependencies"] if "==" in each]
    assert {name_of(each) for each in fixed} == {"boto3"} | {GROUND.get(name, name) for name in ground}
    for requirement in fixed:
        version = re.search(r"==([\w.]+)", requirement)
        assert version
        python = "python_full_version < '3.13'" if OLD in requirement else "python_full_version == '3.13.*'"
        assert f"{name_of(requirement)}=={version[1]} ; ({python}" in locked, requirement


def test_what_others_import_is_typed() -> None:
    assert [name for name in ("bootstrap", "harness") if not (ROOT / name / "py.typed").exists()] == []
