"""A number chooses what is broken: the same each time, every way comes, and hints lead there without telling."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bootstrap.clients import Clients
from harness.breaks.model import Break, BreakError, Memory, Spot, of_edge
from harness.breaks.mystery import Mysteries, chosen_by, findable, hints_of, mystery_of
from harness.breaks.registry import Choice
from harness.wiring.model import Edge, Kind, Node, Wiring
from harness.wiring.walk import links_of_no_event

EDGES = [Edge(Kind.MAPPING, Node("sqs", f"jobs-{each}"), Node("lambda", "worker")) for each in range(9)]


class Way(Break):
    """A way to break something at each of these places, which nobody takes."""

    text = "is broken"

    def __init__(self, name: str, *places: Spot, enforced: bool = False) -> None:
        self.name, self.places, self.needs_enforce = name, places, enforced  # type: ignore[misc]

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        yield from self.places

    def do(self, clients: Clients, spot: Spot) -> Memory:
        raise NotImplementedError

    def undo(self, clients: Clients, memory: Memory) -> None:
        raise NotImplementedError


WAYS = (
    Way("mapping-disabled", *map(of_edge, EDGES)),
    Way("function-slow", Spot("lambda worker", ("lambda worker",))),
    Way("poison-message", *map(of_edge, EDGES)),
    Way("polling-denied", *map(of_edge, EDGES), enforced=True),
)


def every() -> list[Choice]:
    return [Choice(way, spot) for way in WAYS for spot in way.places]


def test_a_number_chooses_the_same_each_time_whatever_the_order() -> None:
    for seed in range(1, 51):
        assert chosen_by(seed, every(), False).label == chosen_by(seed, reversed(every()), False).label


@pytest.mark.parametrize(
    ("enforced", "ways"),
    [
        (False, {"mapping-disabled", "function-slow"}),
        (True, {"mapping-disabled", "function-slow", "polling-denied"}),
    ],
)
def test_fifty_numbers_choose_every_way_that_leaves_nothing_behind_and_holds_events_back(
    enforced: bool, ways: set[str]
) -> None:
    chosen = [chosen_by(seed, every(), enforced) for seed in range(1, 51)]
    assert {each.way.name for each in chosen} == ways
    assert len({each.label for each in chosen}) > 8


def test_where_nothing_stands_there_is_no_mystery() -> None:
    with pytest.raises(BreakError, match="apply a stack first"):
        chosen_by(1, [], False)


WORKER, BY_HAND, TABLE = Node("lambda", "worker"), Node("lambda", "by-hand"), Node("dynamodb", "table")
COME = Edge(Kind.DESTINATION, Node("sns", "orders"), WORKER)
ASKED = tuple(Edge(Kind.ACCESS, function, TABLE) for function in (WORKER, BY_HAND))
READ = {"FunctionName": "f", "Runtime": "python3.11", "ReservedConcurrency": None, "Role": "role/r"}
NODES: dict[Node, dict[str, Any]] = {WORKER: READ, BY_HAND: READ, TABLE: {}, Node("role", "r"): {"Policies": ()}}


def test_no_event_comes_by_a_function_that_only_a_person_invokes_nor_by_what_follows() -> None:
    counted = Edge(Kind.METRIC_FILTER, Node("logs", "/aws/lambda/by-hand"), Node("metric", "m"))
    unseen = links_of_no_event(Wiring(NODES, (COME, *ASKED, counted)))
    assert unseen == {"lambda by-hand", ASKED[1].name, counted.name}


def test_what_no_event_comes_by_is_no_mystery() -> None:
    wiring = Wiring(NODES, (COME, *ASKED))
    found = {(each.way.name, each.spot.what) for each in findable(wiring)}
    assert {("function-raises", "lambda worker"), ("concurrency-zero", "lambda worker")} <= found
    assert not [each for each in found if each[1] == "lambda by-hand"]


def test_hints_come_one_by_one_and_tell_no_label() -> None:
    for choice in every():
        mystery = mystery_of(1, choice, "000000000000", 0.0)
        mystery, first = mystery.hint()
        mystery, second = mystery.hint()
        assert (first, second) == hints_of(choice)
        assert choice.label not in (first, second)
        with pytest.raises(BreakError, match="--solution"):
            mystery.hint()


def test_the_link_or_the_label_is_found_and_nothing_else() -> None:
    for choice in every():
        mystery = mystery_of(1, choice, "000000000000", 0.0)
        assert all(mystery.is_found(link) for link in choice.spot.links)
        assert mystery.is_found(choice.label)
        assert not mystery.is_found(choice.way.name)


def test_each_account_has_one_that_is_kept_until_it_is_solved(tmp_path: Path) -> None:
    mysteries = Mysteries(tmp_path / "mystery.json")
    assert mysteries.of("1") is None
    one, other = (mystery_of(seed, chosen_by(seed, every(), False), str(seed), 5.0) for seed in (1, 2))
    mysteries.keep(one)
    mysteries.keep(other)
    assert mysteries.of("1") == one
    mysteries.forget("1")
    assert (mysteries.of("1"), mysteries.of("2")) == (None, other)
    mysteries.forget("2")
    assert not (tmp_path / "mystery.json").exists()
