"""What every declared seam promises, checked against the installed release of LocalStack."""

import re
from collections.abc import Callable, Iterable
from importlib.metadata import entry_points
from inspect import Parameter, signature

import pytest

from emulator.localstack.seams import RELEASES, Kind, Seam, declared, known, page
from emulator.localstack.seams.source import Sources

SEAMS = declared()
SOURCES = Sources()
RELEASE = SOURCES.release()
HERE = [seam for seam in SEAMS if RELEASE in seam.releases]
SERVICES = {point.name.partition(":")[0] for point in entry_points(group="localstack.aws.provider")}


def failing(seams: Iterable[Seam], problem_of: Callable[[Seam], str]) -> dict[str, str]:
    """The seams that have a problem, with it."""
    return {f"{seam.name} by {seam.by.__name__}": problem for seam in seams if (problem := problem_of(seam))}


def test_the_installed_release_is_a_supported_one() -> None:
    assert RELEASE in RELEASES


def test_each_target_is_the_one_that_the_seam_was_written_for() -> None:
    recorded = known.load(RELEASE)
    problems = failing(HERE, lambda seam: known.problem_of(seam, recorded, SOURCES))
    assert problems == {}, "look at the seam, then run `make seams`"


@pytest.mark.parametrize("release", RELEASES)
def test_each_seam_is_recorded_for_each_of_its_releases(release: str) -> None:
    recorded = known.load(release).targets
    missing = [seam.name for seam in SEAMS if release in seam.releases and seam.name not in recorded]
    assert missing == [], f"run `make seams` with the site-packages of {release}"


def what_it_does_not_say(seam: Seam) -> str:
    """What is missing of why and when the seam is put."""
    said = {
        "why it is there, as a sentence": seam.why.endswith("."),
        "a target of module and name": re.fullmatch(r"[\w.]+:[\w.]+", seam.target),
        "releases that are supported": set(seam.releases) <= set(RELEASES),
        "services that there are": set(seam.at) <= SERVICES,
        "a position, which only handlers have": seam.kind is Kind.HANDLER or seam.position is None,
    }
    return ", ".join(what for what, holds in said.items() if not holds)


def test_each_seam_says_why_and_when() -> None:
    assert failing(SEAMS, what_it_does_not_say) == {}


def what_it_does_not_take(seam: Seam) -> str:
    """Which positional arguments our function has no place for."""
    parameters = signature(seam.by).parameters.values()
    accepted = sum(each.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD) for each in parameters)
    needed = 3 if seam.kind is Kind.HANDLER else 1
    enough = accepted >= needed or any(each.kind is Parameter.VAR_POSITIONAL for each in parameters)
    return "" if enough else f"takes {accepted} of {needed}"


def test_each_function_of_ours_takes_what_it_is_given() -> None:
    assert failing(SEAMS, what_it_does_not_take) == {}


def test_no_fingerprint_is_kept_of_what_is_no_seam() -> None:
    for release in RELEASES:
        assert known.load(release).targets.keys() == {seam.name for seam in SEAMS if release in seam.releases}


def test_the_page_is_written_from_the_registry() -> None:
    assert page.FILE.read_text() == page.text(SEAMS), "run `make seams`"
