"""What the leader has before them: everybody's progress, and what is done to everybody's system at once."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from bootstrap.errors import HarnessError
from harness.labs.progress import Progress
from harness.workshop.desk import Desk
from harness.workshop.gate import Gate
from harness.workshop.journal import Journal
from harness.workshop.people import Person
from harness.workshop.place import Refused
from harness.workshop.tasks import Tasks
from harness.workshop.turns import Turns

LOOK_S = 1.0
HANDS = 4
"""So many systems are broken side by side."""
FOR_EVERYBODY = ("setup", "run", "mend", "reset", "teardown")
"""Actions of a desk that the leader can have done at every one."""
LARGEST_SEED = 10**9


@dataclass
class Hall:
    """Everybody's desk, seen by the leader. `addresses` are the paths of their pages."""

    desks: Mapping[str, Desk]
    """By the secret of each page."""
    people: tuple[Person, ...]
    progress: Progress
    sheets: Mapping[str, Callable[[], str | bytes]] = field(default_factory=dict)
    journal: Journal = field(default_factory=Journal)
    page: str = "leader.html"

    def __post_init__(self) -> None:
        self.tasks = Tasks(self.journal, Gate(), Turns(1))
        self._pages, self._lock, self._over = 0, Lock(), Event()
        self._look()

    def close(self) -> None:
        """End everything that goes on; what stands is left standing."""
        self._over.set()
        self.tasks.wait(5)
        self.journal.close()
        for desk in self.desks.values():
            desk.gate.end()
        for desk in self.desks.values():
            desk.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """The leader's page is open for the length of the block: it is told what becomes of everybody meanwhile."""
        with self._lock:
            self._pages += 1
            if self._pages == 1:
                self._over.clear()
                self._look()
                Thread(target=self._run, name="hall", daemon=True).start()
        try:
            yield
        finally:
            with self._lock:
                self._pages -= 1
                if not self._pages:
                    self._over.set()

    def told(self) -> dict[str, Any]:
        """What this page is."""
        return {"live": True, "sheets": sorted(self.sheets)}

    def sheet(self, name: str) -> str | bytes:
        """One of `sheets`; LookupError when there is no such one."""
        if name not in self.sheets:
            raise LookupError(f"there is no {name} here")
        return self.sheets[name]()

    def ask(self, what: str) -> Any:
        """`people`: what becomes of everybody now."""
        if what != "people":
            raise LookupError(f"there is no {what} here")
        return self.everybody()

    def upload(self, bucket: str, key: str, body: bytes) -> None:
        """Refused: a leader has no system here."""
        raise Refused("the leader's page has no bucket: open a participant's page")

    def do(self, action: str, parameters: Mapping[str, Any]) -> None:
        """`everybody` has an action of `FOR_EVERYBODY` done at every desk; `mystery` breaks all by one seed."""
        if action == "everybody":
            self._at_every_desk(str(parameters.get("action")), parameters)
        elif action == "mystery":
            self._break_all(parameters.get("seed"))
        else:
            raise LookupError(f"there is no action {action}; there are: everybody, mystery")

    def everybody(self) -> list[dict[str, Any]]:
        """Of each participant: what they do now, what stands broken, and what they have done."""
        return [self._seen(person, self.desks[person.token]) for person in self.people]

    def _seen(self, person: Person, desk: Desk) -> dict[str, Any]:
        task = desk.journal.last("task") or {}
        return {
            "number": person.number, "name": person.name, "page": f"/{person.token}/", "account": person.account_id,
            "pages": desk.pages, "system": desk.system_name, "task": task, "broken": desk.broken(),
            "waits": bool((desk.journal.last("gate") or {}).get("waiting_at")),
            "done": self.progress.of(person.account_id),
        }  # fmt: skip

    def _run(self) -> None:
        while not self._over.wait(LOOK_S):
            self._look()

    def _look(self) -> None:
        self.journal.tell("people", {"people": self.everybody()})

    def _at_every_desk(self, action: str, parameters: Mapping[str, Any]) -> None:
        if action not in FOR_EVERYBODY:
            raise Refused(f"{action} can't be done for everybody; there are: {', '.join(FOR_EVERYBODY)}")
        self.tasks.begin(
            f"{action} for everybody", lambda: self._each(action, lambda desk: desk.do(action, parameters))
        )  # fmt: skip

    def _break_all(self, seed: Any) -> None:
        if not isinstance(seed, int) or isinstance(seed, bool) or not 1 <= seed <= LARGEST_SEED:
            raise Refused("give a whole number from 1: the same number breaks the same thing for everybody")
        self.tasks.begin(f"break {seed}", lambda: self._each("broken", lambda desk: desk.begin_mystery(seed)))

    def _each(self, what: str, act: Callable[[Desk], None]) -> str:
        """Do it at each desk; who can't be helped is named, with the reason."""
        refused: dict[str, list[str]] = {}

        def carry_out(person: Person) -> None:
            try:
                act(self.desks[person.token])
            except (HarnessError, BotoCoreError, ClientError, OSError, LookupError) as error:
                refused.setdefault(str(error), []).append(str(person.number))

        with ThreadPoolExecutor(HANDS) as hands:
            list(hands.map(carry_out, self.people))
        count = len(self.people) - sum(map(len, refused.values()))
        not_done = [f"not for {', '.join(sorted(numbers, key=int))}: {why}" for why, numbers in refused.items()]
        return "; ".join([f"{what}: {count} of {len(self.people)}", *not_done])
