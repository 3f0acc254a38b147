"""What is broken now: kept until it is mended, so that another command, tomorrow, can mend it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bootstrap.clients import Clients
from harness.breaks.fingerprint import differences, fingerprint
from harness.breaks.model import BreakError, Memory
from harness.breaks.registry import Choice, every_break
from harness.breaks.writing import WRITING, written
from harness.wiring.account import wiring_of


@dataclass(frozen=True)
class Broken:
    """One thing that is broken: which way, where, and what mending needs."""

    way: str
    what: str
    links: tuple[str, ...]
    account_id: str
    region: str
    memory: Memory
    before: dict[str, Any]
    """The fingerprint of the region before."""

    @property
    def label(self) -> str:
        """As it was chosen."""
        return f"{self.way}: {self.what}"


@dataclass(frozen=True)
class Book:
    """The breaks of one emulator, in a file; the last is mended first, for one may lie over another."""

    file: Path

    def broken(self) -> list[Broken]:
        """All that is broken, in the order in which it was."""
        try:
            known = json.loads(self.file.read_text())
        except FileNotFoundError:
            return []
        return [Broken(**{**each, "links": tuple(each["links"])}) for each in known]

    def break_it(self, clients: Clients, choice: Choice) -> Broken:
        """Break it, and remember how it is mended."""
        before = fingerprint(wiring_of(clients))
        try:
            memory = choice.way.do(clients, choice.spot)
        except Exception as error:
            left = differences(before, fingerprint(wiring_of(clients)))
            told = "\n".join(["this is not as it was:", *left]) if left else "all is as it was"
            raise BreakError(f"{choice.label} could not be broken: {error}; {told}") from error
        broken = Broken(
            choice.way.name, choice.spot.what, choice.spot.links, clients.account_id, clients.region, memory, before
        )
        self._change(lambda known: [*known, broken])
        return broken

    def mend(self, clients: Clients) -> Iterator[Broken]:
        """Undo every break of the account, the last first. BreakError when something is not as it was before."""
        for broken in reversed([each for each in self.broken() if each.account_id == clients.account_id]):
            there = clients.in_region(broken.region)
            every_break()[broken.way].undo(there, broken.memory)
            self._change(partial(_without, broken))
            if left := differences(broken.before, fingerprint(wiring_of(there))):
                raise BreakError(f"{broken.label} is mended, and this is not as it was:\n" + "\n".join(left))
            yield broken

    def forget(self, account_id: str) -> None:
        """Nothing of the account is broken any more: all that was is gone."""
        self._change(lambda known: [each for each in known if each.account_id != account_id])

    def _change(self, change: Callable[[list[Broken]], list[Broken]]) -> None:
        with WRITING:
            every = change(self.broken())
            written(self.file, json.dumps([asdict(each) for each in every], default=str) if every else "")


def _without(one: Broken, known: list[Broken]) -> list[Broken]:
    return [each for each in known if each != one]
