"""Labs on the page: their texts, beginning one, having it judged, and hints."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from harness.breaks.book import Book
from harness.labs.hints import next_hint
from harness.labs.sheet import html_of
from harness.labs.work import BEGUN, NOT_YET, PASSED, Desktop, lab_named, labs
from harness.workshop.journal import Journal
from harness.workshop.place import Place, Refused
from harness.workshop.tasks import Tasks


@dataclass(frozen=True)
class Lessons:
    """The labs of one desk."""

    place: Place
    journal: Journal
    tasks: Tasks
    changed: Callable[[], None]

    @property
    def untold(self) -> frozenset[str]:
        """Breaks of labs that go on: who works on one is to find them out."""
        done = self.place.remembered.of(self.place.account_id)
        going_on = [
            lab for lab in labs().values() if done.get(f"lab {lab.name}", {}).get("verdict") in (BEGUN, NOT_YET)
        ]
        return frozenset(label for lab in going_on for label in lab.broken)

    def every(self) -> list[dict[str, Any]]:
        """A line of each."""
        done = self.place.remembered.of(self.place.account_id)
        return [
            {
                "name": lab.name, "title": lab.title, "about": lab.about, "system": lab.system,
                "minutes": lab.minutes, "done": done.get(f"lab {lab.name}", {}).get("verdict") == PASSED,
            }
            for lab in labs().values()
        ]  # fmt: skip

    def text(self, name: str) -> dict[str, Any]:
        """One of them, as a participant reads it; LabError when there is no such one."""
        lab = lab_named(name)
        return {"html": html_of(lab, self.place.account_id), "asks": [each.ask for each in lab.asks]}

    def begin(self, asked: Mapping[str, Any]) -> None:
        """Set up what it begins with."""
        lab = lab_named(str(asked.get("name")))

        def work() -> str:
            told = self._desktop.begin(lab)
            self.changed()
            return told

        self.tasks.begin(f"beginning {lab.name}", work)

    def check(self, asked: Mapping[str, Any]) -> None:
        """Have it judged; what comes of it is told as `lab`."""
        lab, answers = lab_named(str(asked.get("name"))), asked.get("answers", [])
        if not isinstance(answers, list):
            raise Refused("give the answers as a list")

        def work() -> str:
            found = self._desktop.check(lab, [str(each) for each in answers])
            self.changed()
            is_done = all(each.is_met for each in found)
            told = [{"title": each.title, "is_met": each.is_met, "why": each.why} for each in found]
            remember = lab.remember.strip() if is_done else ""
            self.journal.tell("lab", {"name": lab.name, "checks": told, "remember": remember})
            return (
                "done" if is_done else f"not yet: {sum(each.is_met for each in found)} of {len(found)} checks are met"
            )

        self.tasks.begin(f"lab {lab.name}", work)

    def hint(self, asked: Mapping[str, Any]) -> None:
        """Tell the next hint."""
        lab = lab_named(str(asked.get("name")))
        self.journal.tell("notice", {"text": next_hint(lab, self.place.remembered, self.place.account_id)})

    @property
    def _desktop(self) -> Desktop:
        place = self.place
        return Desktop(place.endpoint, place.account_id, place.store, Book(place.book), place.remembered)
