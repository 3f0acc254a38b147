"""A break that a seed chooses and nobody tells: to be found, with two hints, and a solution for who gives up."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random

from harness.breaks.model import BreakError
from harness.breaks.registry import Choice, choices
from harness.breaks.writing import WRITING, written
from harness.wiring.model import Edge, Wiring
from harness.wiring.walk import links_of_no_event

LEAVES_TRACES = frozenset({"poison-message"})
"""Ways whose effects stay when they are mended: whoever plays next would find them."""


@dataclass(frozen=True)
class Mystery:
    """What was broken by a seed, since when, and how many hints were given."""

    seed: int
    account_id: str
    label: str
    links: tuple[str, ...]
    hints: tuple[str, str]
    text: str
    began_s: float
    given: int = 0

    def hint(self) -> tuple["Mystery", str]:
        """The next hint; BreakError when both were given."""
        if self.given >= len(self.hints):
            raise BreakError("both hints were given: `harness mystery --solution` tells what is broken, and mends it")
        return replace(self, given=self.given + 1), self.hints[self.given]

    def is_found(self, guess: str) -> bool:
        """Whether a guess names the link, or the break as it is listed."""
        return guess.strip() in (*self.links, self.label)


def findable(wiring: Wiring) -> Iterator[Choice]:
    """What can be broken so that it shows when an event is sent in: one that comes by there."""
    unseen = links_of_no_event(wiring)
    return (each for each in choices(wiring) if not unseen.issuperset(each.spot.links))


def chosen_by(seed: int, among: Iterable[Choice], is_enforced: bool) -> Choice:
    """The break of that seed, the same each time for what stands; BreakError when nothing can be broken.

    A way is chosen first, then a place for it: otherwise what has many places would come nearly always.
    """
    ways: dict[str, list[Choice]] = {}
    for each in among:
        if each.way.name not in LEAVES_TRACES and (is_enforced or not each.way.needs_enforce):
            ways.setdefault(each.way.name, []).append(each)
    if not ways:
        raise BreakError("nothing stands that an event would find broken: apply a stack first")
    random = Random(seed)  # noqa: S311 - a seed is to give the same mystery each time
    return random.choice(sorted(ways[random.choice(sorted(ways))], key=lambda each: each.label))


def mystery_of(seed: int, choice: Choice, account_id: str, now_s: float) -> Mystery:
    """The mystery that a break is."""
    return Mystery(
        seed, account_id, choice.label, choice.spot.links, hints_of(choice), choice.way.text, now_s
    )  # fmt: skip


def hints_of(choice: Choice) -> tuple[str, str]:
    """First what kind of thing is broken, then beside what it is."""
    edge = choice.spot.data.get("edge")
    if isinstance(edge, Edge):
        return f"it is the {edge.kind} of something", f"look at what leaves {edge.source}"
    service, _, name = choice.spot.what.partition(" ")
    return f"it is in what AWS calls {service}", f"look at {service} {name.split(' ')[0]}"


@dataclass(frozen=True)
class Mysteries:
    """The mysteries of one emulator that nobody has solved, one for each account, in a file."""

    file: Path

    def of(self, account_id: str) -> Mystery | None:
        """The account's; None when there is none."""
        found = self._read().get(account_id)
        if found is None:
            return None
        return Mystery(**{**found, "links": tuple(found["links"]), "hints": tuple(found["hints"])})  # type: ignore[arg-type]

    def keep(self, mystery: Mystery) -> None:
        """Remember it as it is now."""
        with WRITING:
            self._write({**self._read(), mystery.account_id: asdict(mystery)})

    def forget(self, account_id: str) -> None:
        """It is solved."""
        with WRITING:
            self._write({name: each for name, each in self._read().items() if name != account_id})

    def _read(self) -> dict[str, dict[str, object]]:
        try:
            found: dict[str, dict[str, object]] = json.loads(self.file.read_text())
        except FileNotFoundError:
            return {}
        return found

    def _write(self, every: Mapping[str, Mapping[str, object]]) -> None:
        written(self.file, json.dumps(every) if every else "")
