"""What each number from 1 to 50 breaks is found: one event, the diagnosis, and what it names is the answer.

It is begun and answered as on the page. Several numbers choose the same: it is found once.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.breaks.book import Book
from harness.breaks.mystery import LEAVES_TRACES, chosen_by, findable
from harness.breaks.registry import every_break
from harness.wiring.account import wiring_of
from harness.workshop.journal import Journal
from harness.workshop.place import Place
from harness.workshop.search import Search
from tests.integration.diagnosis.driven import Driven, OneStanding

SEEDS = range(1, 51)
SYSTEMS = ("s3-cleanup", "media-pipeline")
QUICK = 2
"""Numbers tried with every run of the tests, of each system."""


def cases() -> Iterator[Any]:
    """Each system with each number."""
    for system in SYSTEMS:
        for seed in SEEDS:
            yield pytest.param(system, seed, marks=() if seed <= QUICK else (pytest.mark.slow, pytest.mark.proof))


@pytest.fixture(scope="module")
def standing(endpoint: Endpoint) -> Iterator[OneStanding]:
    """One system stands for all its mysteries."""
    with closing(OneStanding(endpoint)) as one:
        yield one


@pytest.fixture(scope="module")
def found() -> dict[str, set[str]]:
    """By system, the breaks that were found already."""
    return {system: set() for system in SYSTEMS}


@pytest.fixture
def driven(standing: OneStanding, request: pytest.FixtureRequest) -> Driven:
    """The system of that name, settled."""
    return standing.of(str(request.param))


@pytest.mark.parametrize("driven", SYSTEMS, indirect=True)
def test_fifty_numbers_choose_every_way_of_what_stands_but_those_that_leave_traces(driven: Driven) -> None:
    listed = list(findable(wiring_of(driven.standing.clients)))
    chosen = {chosen_by(seed, listed, is_enforced=True).way.name for seed in SEEDS}
    assert chosen <= every_break().keys() - LEAVES_TRACES
    assert len(chosen) >= len({each.way.name for each in listed} - LEAVES_TRACES) - 2


@pytest.mark.parametrize(("driven", "seed"), list(cases()), indirect=["driven"])
def test_what_a_number_breaks_is_found_by_the_diagnosis(
    driven: Driven, seed: int, found: dict[str, set[str]], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    clients = driven.standing.clients
    label = chosen_by(seed, findable(wiring_of(clients)), is_enforced=True).label
    solved = found[str(request.node.callspec.params["driven"])]
    if label not in solved:
        solve(clients, driven, seed, tmp_path)
        solved.add(label)


def solve(clients: Clients, driven: Driven, seed: int, folder: Path) -> None:
    """Begin the mystery, send an event in, and answer with what the diagnosis names first."""
    heard: list[tuple[str, str]] = []
    place = Place(clients.endpoint, clients.account_id, folder / "runs", folder / "broken.json")
    search = Search(place, lambda: clients, Journal(), lambda what, how: heard.append((what, how)), lambda: None)
    search.begin(seed)
    mystery = search.going_on
    assert mystery is not None
    try:
        driven.event()
        seen = driven.until(lambda each: each.stuck is not None and mystery.is_found(each.stuck.link))
        assert seen.stuck is not None, f"{mystery.label}\n{seen.text()}"
        assert mystery.is_found(seen.stuck.link), f"{mystery.label}\n{seen.text()}"
        search.guess({"link": seen.stuck.link})
    finally:
        if search.going_on is not None:
            search.solution({})
    assert heard == [("mystery", "not yet found"), ("mystery", "found")]
    assert Book(place.book).broken() == []
    after = driven.settle()
    assert after.stuck is None, after.text()
    assert driven.is_done()
