"""Working on a lab: where it is found, beginning it, judging it, and what is remembered of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bootstrap.apply import apply
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.errors import instead
from bootstrap.stacks import RUNTIME, StackOptions
from harness.breaks.book import Book
from harness.breaks.registry import chosen
from harness.home import Home
from harness.labs.judging import PATIENCE_S, Bench, Found, judged
from harness.labs.model import Lab, LabError, labs_in
from harness.labs.progress import Progress
from harness.labs.typed import carry_out
from harness.probes.emulator import Emulator, clients_of
from harness.run.lease import exclusive
from harness.run.registry import folders, system_named
from harness.wiring.account import wiring_of

BEGUN, PASSED, NOT_YET = "begun", "passed", "not yet"


def labs() -> dict[str, Lab]:
    """Every lab of every system, by name, systems in order; LabError when two have one name."""
    found: dict[str, Lab] = {}
    for system, folder in folders("labs").items():
        for name, lab in labs_in(folder, system).items():
            if name in found:
                raise LabError(f"{system} and {found[name].system} both have a lab {name}: give one another name")
            found[name] = lab
    return found


def lab_named(name: str) -> Lab:
    """The lab of that name; LabError when there is none."""
    known = labs()
    if name not in known:
        raise LabError(f"there is no lab {name!r}{instead(name, known)}")
    return known[name]


@dataclass(frozen=True)
class Desktop:
    """Where somebody works on labs: an account of an emulator, with what is remembered of it."""

    endpoint: Endpoint
    account_id: str
    store: Path
    book: Book
    progress: Progress

    def begin(self, lab: Lab, tell: Callable[[Any], None] = lambda event: None) -> str:
        """Set up what the lab begins with; a line that says what stands. BreakError when it can't be broken."""
        clients = self.clients(lab)
        if lab.stands:
            self._stand(lab, clients, tell)
        for command in lab.made:
            carry_out(command, clients, self.variables)
        for label in lab.broken:
            if label not in [each.label for each in self.book.broken() if each.account_id == self.account_id]:
                self.book.break_it(clients, chosen(wiring_of(clients), label))
        self.progress.note(self.account_id, f"lab {lab.name}", BEGUN)
        return f"{lab.system} stands" if lab.stands else "nothing is set up for this lab: its steps do that"

    def check(self, lab: Lab, answers: Sequence[str] = (), patience_s: float = PATIENCE_S) -> list[Found]:
        """Judge it, and remember how it ended. What was mended by hand is struck off the list of what is broken."""
        begun = f"lab {lab.name}" in self.progress.of(self.account_id)
        bench = Bench(self.clients(lab), self.book, self.store, begun, self.variables)
        found = judged(lab, bench, answers, patience_s)
        is_done = all(each.is_met for each in found)
        if is_done and lab.broken:
            self.book.forget(self.account_id)
        self.progress.note(self.account_id, f"lab {lab.name}", PASSED if is_done else NOT_YET)
        return found

    def clients(self, lab: Lab) -> Clients:
        """Clients in the region of the lab's system."""
        stack = system_named(lab.system).stack(StackOptions(account_id=self.account_id))
        return clients_of(self.endpoint, self.account_id, stack.scope.region)

    @property
    def variables(self) -> dict[str, str]:
        """What `$NAME` stands for in commands and checks."""
        return {"ACCOUNT": self.account_id, "AWS_ENDPOINT_URL": self.endpoint.url}

    def _stand(self, lab: Lab, clients: Clients, tell: Callable[[Any], None]) -> None:
        stack = system_named(lab.system).stack(StackOptions(account_id=self.account_id))
        emulator = Emulator(clients)
        if any(each.account_id == self.account_id for each in self.book.broken()):
            raise LabError("something is broken here already: `harness mend` first")
        with exclusive(emulator, f"an application of {stack.name}"):
            apply(stack, clients, emulator.interpreter(RUNTIME), Home.default().cache, tell)
