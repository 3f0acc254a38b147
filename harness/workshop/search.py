"""A search on the page: something was broken by a seed, and whoever sits here finds out what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bootstrap.clients import Clients
from harness.breaks.book import Book
from harness.breaks.mystery import Mystery, chosen_by, findable, mystery_of
from harness.probes.emulator import Emulator
from harness.run.clock import utc_now
from harness.wiring.account import wiring_of
from harness.workshop.journal import Journal
from harness.workshop.place import Place, Refused

BEGINS = "Something here is broken: send an event in, and find out what it is."


@dataclass(frozen=True)
class Search:
    """The search of one desk; `changed` is called when something was broken or mended."""

    place: Place
    clients: Callable[[], Clients]
    journal: Journal
    heard: Callable[[str, str], None]
    changed: Callable[[], None]

    @property
    def going_on(self) -> Mystery | None:
        """What is to be found; None when nothing is."""
        return self.place.mysteries.of(self.place.account_id)

    def begin(self, seed: int) -> None:
        """Break what the seed chooses of what stands; BreakError when nothing does."""
        clients = self.clients()
        enforced = Emulator(clients).call("GET", "iam")["mode"] == "enforce"
        choice = chosen_by(seed, findable(wiring_of(clients)), enforced)
        Book(self.place.book).break_it(clients, choice)
        self.place.mysteries.keep(mystery_of(seed, choice, clients.account_id, utc_now().timestamp()))
        self.heard("mystery", "not yet found")
        self.journal.tell("notice", {"text": BEGINS})
        self.changed()

    def hint(self, _: Mapping[str, Any]) -> None:
        """Tell the next hint; BreakError when both were given."""
        after, hint = self._wanted().hint()
        self.place.mysteries.keep(after)
        self.journal.tell("notice", {"text": f"hint {after.given} of {len(after.hints)}: {hint}"})

    def guess(self, asked: Mapping[str, Any]) -> None:
        """End it if `link` is the one; Refused if it isn't."""
        mystery, guess = self._wanted(), str(asked.get("link"))
        if not mystery.is_found(guess):
            raise Refused(f"{guess}: no, that isn't it")
        self._end(mystery, "found")

    def solution(self, _: Mapping[str, Any]) -> None:
        """Tell what it was, and mend it."""
        self._end(self._wanted(), "given up")

    def forget(self) -> None:
        """What was broken is gone with all that stood."""
        self.place.mysteries.forget(self.place.account_id)

    def _wanted(self) -> Mystery:
        found = self.going_on
        if found is None:
            raise Refused("there is nothing to be found here")
        return found

    def _end(self, mystery: Mystery, how: str) -> None:
        took_s = max(0, int(utc_now().timestamp() - mystery.began_s))
        list(Book(self.place.book).mend(self.clients()))
        self.forget()
        self.heard("mystery", how)
        text = f"{how} after {took_s // 60} min {took_s % 60} s: {mystery.label}: {mystery.text}; all is mended"
        self.journal.tell("notice", {"text": text})
        self.journal.tell("diagnosis", {"links": [], "stuck": None})
        self.changed()
