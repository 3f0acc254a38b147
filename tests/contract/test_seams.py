"""What every declared seam promises, checked against the installed release of LocalStack."""

import re
from importlib.metadata import entry_points
from inspect import Parameter, signature

import pytest

from emulator.localstack.seams import RELEASES, Kind, Seam, declared, known, page
from emulator.localstack.seams.source import Sources

SEAMS = declared()
SOURCES = Sources()
RELEASE = SOURCES.release()
HERE = [seam for seam in SEAMS if RELEASE in seam.releases]
each_seam = pytest.mark.parametrize("seam", SEAMS, ids=lambda seam: f"{seam.name} by {seam.by.__name__}")


def test_the_installed_release_is_a_supported_one() -> None:
    assert RELEASE in RELEASES


@pytest.mark.parametrize("seam", HERE, ids=lambda seam: f"{seam.name} by {seam.by.__name__}")
def test_its_target_is_the_one_that_it_was_written_for(seam: Seam) -> None:
    assert known.problem_of(seam, known.load(RELEASE), SOURCES) == "", "look at the seam, then run `make seams`"


@each_seam
def test_it_is_recorded_for_each_of_its_releases(seam: Seam) -> None:
    for release in seam.releases:
        assert seam.name in known.load(release).targets, f"run `make seams` with the site-packages of {release}"


@each_seam
def test_it_says_why_and_when(seam: Seam) -> None:
    assert seam.why.endswith("."), "a sentence"
    assert re.fullmatch(r"[\w.]+:[\w.]+", seam.target)
    assert set(seam.releases) <= set(RELEASES)
    services = {point.name.partition(":")[0] for point in entry_points(group="localstack.aws.provider")}
    assert set(seam.at) <= services
    assert seam.kind is Kind.HANDLER or seam.position is None


@each_seam
def test_ours_takes_what_it_is_given(seam: Seam) -> None:
    parameters = signature(seam.by).parameters.values()
    accepted = sum(each.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD) for each in parameters)
    needed = 3 if seam.kind is Kind.HANDLER else 1
    assert accepted >= needed or any(each.kind is Parameter.VAR_POSITIONAL for each in parameters)


def test_no_fingerprint_is_kept_of_what_is_no_seam() -> None:
    for release in RELEASES:
        assert known.load(release).targets.keys() == {seam.name for seam in SEAMS if release in seam.releases}


def test_the_page_is_written_from_the_registry() -> None:
    assert page.FILE.read_text() == page.text(SEAMS), "run `make seams`"
