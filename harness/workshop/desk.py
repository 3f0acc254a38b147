"""What one participant has before them: an account, a system in it, and all that can be done with it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from bootstrap.apply import apply
from bootstrap.clients import Clients
from bootstrap.errors import HarnessError
from bootstrap.model.stack import Stack
from bootstrap.observed import observed
from bootstrap.stacks import RUNTIME, StackOptions
from bootstrap.teardown import teardown
from harness.breaks.book import Book
from harness.breaks.registry import choices, chosen
from harness.diagnosis.report import report_of_stack
from harness.home import Home
from harness.probes.emulator import Emulator, clients_of
from harness.run.clock import utc_now
from harness.run.lease import exclusive
from harness.run.record import Listener
from harness.run.registry import scenario_named, scenarios, system_named, systems
from harness.run.runner import Runner, RunOptions
from harness.run.store import Store
from harness.run.system import System
from harness.run.timeline import Entry, Kind
from harness.wiring.account import wiring_of
from harness.workshop.contents import contents_of, picture_of, within_bounds
from harness.workshop.gate import Gate, GatedClock
from harness.workshop.journal import Journal
from harness.workshop.lessons import Lessons
from harness.workshop.place import Place, Refused
from harness.workshop.search import Search
from harness.workshop.tasks import Tasks
from harness.workshop.telling import diagnosis_of, entry_line, removal_line, verdict_of
from harness.workshop.turns import Turns
from harness.workshop.watcher import Watcher

LONGEST_ADVANCE_S = 86_400.0


@dataclass
class Desk:
    """One account before one participant. `turns` are shared by all who work on one machine."""

    place: Place
    system_name: str
    journal: Journal = field(default_factory=Journal)
    turns: Turns = field(default_factory=lambda: Turns(1))
    heard: Callable[[str, str], None] = lambda what, verdict: None
    """Told of everything that was judged: what it was, as `scenario NAME`, and how it ended."""
    sheets: Mapping[str, Callable[[], str]] = field(default_factory=dict)
    """What can be printed or piped, by name."""
    page: str = "index.html"

    def __post_init__(self) -> None:
        self.gate = Gate(lambda at: self.journal.tell("gate", {"waiting_at": at}))
        self.tasks = Tasks(self.journal, self.gate, self.turns)
        self._book = Book(self.place.book)
        self._search = Search(self.place, self._clients, self.journal, self.heard, self._changed)
        self.watcher = Watcher(self._clients(), self.journal, self._forget_all)
        self._pages, self._pages_lock = 0, Lock()
        self.lessons = Lessons(self.place, self.journal, self.tasks, self._changed)
        self._tell_choice()

    def open(self) -> None:
        """Look from now on."""
        with self._pages_lock:
            self._pages += 1
            if self._pages == 1:
                self.watcher.start()

    def shut(self) -> None:
        """A page that was open is closed; nobody looks any more once all are."""
        with self._pages_lock:
            self._pages -= 1
            if not self._pages:
                self.watcher.stop()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A page is open for the length of the block: it is looked at the account meanwhile."""
        self.open()
        try:
            yield
        finally:
            self.shut()

    @property
    def pages(self) -> int:
        """How many are open."""
        return self._pages

    def sheet(self, name: str) -> str:
        """One of `sheets`; LookupError when there is no such one."""
        if name not in self.sheets:
            raise LookupError(f"there is no {name} here")
        return self.sheets[name]()

    def close(self) -> None:
        """End what goes on, at its next step; what stands is left standing."""
        self.gate.end()
        self.tasks.wait(5)
        self.watcher.stop()
        self.journal.close()

    def told(self) -> dict[str, Any]:
        """What this page is."""
        return {"live": True, "sheets": sorted(self.sheets)}

    def ask(self, what: str) -> Any:
        """`chain/7`, `lines/<function>`, `holds/<service>/<name>`, `picture/<bucket>/<key>`, `breaks`, `labs`,
        `lab/<name>`; LookupError for anything else.
        """
        kind, _, name = what.partition("/")
        if kind == "chain" and name.isdecimal():
            return self.watcher.chain(int(name))
        if kind == "lines" and name in self.watcher.wiring.names("lambda"):
            return self.watcher.lines(name)
        if kind in ("holds", "picture"):
            return self._held(kind, *name.partition("/")[::2])
        if kind == "breaks":
            return self.can_be_broken()
        if kind == "labs":
            return self.lessons.every()
        if kind == "lab":
            return self.lessons.text(name)
        raise LookupError(f"there is no {what} here")

    def do(self, action: str, parameters: Mapping[str, Any]) -> None:
        """Carry out an action; HarnessError when it can't be, LookupError when there is none of that name."""
        if action not in self.actions:
            raise LookupError(f"there is no action {action}; there are: {', '.join(self.actions)}")
        self.actions[action](parameters)

    @property
    def actions(self) -> Mapping[str, Callable[[Mapping[str, Any]], None]]:
        """What can be asked for, by name; each with its parameters."""
        return {
            "choose": self._choose, "setup": self._set_up, "run": self._run, "pace": self._pace, "step": self._step,
            "end": self._end, "clock": self._clock, "break": self._break, "mend": self._mend,
            "diagnose": self._diagnose, "reset": self._reset, "teardown": self._tear_down,
            "hint": self._search.hint, "guess": self._search.guess, "solution": self._search.solution,
            "lab-begin": self.lessons.begin, "lab-check": self.lessons.check, "lab-hint": self.lessons.hint,
        }  # fmt: skip

    def can_be_broken(self) -> list[dict[str, Any]]:
        """Every break of what stands."""
        return [
            {"label": each.label, "way": each.way.name, "what": each.spot.what, "text": each.way.text,
             "enforced_only": each.way.needs_enforce}
            for each in choices(wiring_of(self._clients()))
        ]  # fmt: skip

    def _held(self, kind: str, where: str, name: str) -> Any:
        """What something holds that stands here."""
        wiring, clients = self.watcher.wiring, self._clients()
        if kind == "picture" and where in wiring.names("s3"):
            return picture_of(clients, where, name)
        if kind == "holds" and name in wiring.names(where):
            return contents_of(clients, where, name, wiring.names("s3"))
        raise LookupError(f"there is no {where} {name} here")

    def upload(self, bucket: str, key: str, body: bytes) -> None:
        """Put a file of one's own into a bucket that stands here; without a bucket, into the system by its own way."""
        if not bucket and self.system.takes is not None:
            self.system.takes(self._clients(), key, within_bounds(key, body))
            return
        known = self.watcher.wiring.names("s3")
        if bucket not in known:  # it was made just now, or no page is open and nobody has looked
            known = wiring_of(self._clients()).names("s3")
        if bucket not in known:
            raise Refused(
                f"there is no bucket {bucket!r} here; there are: {', '.join(known) or 'none; set it up first'}"
            )
        self._clients().s3.put_object(Bucket=bucket, Key=key, Body=within_bounds(key, body))

    @property
    def system(self) -> System:
        """The one that was chosen."""
        return system_named(self.system_name)

    @property
    def stack(self) -> Stack:
        """Its stack, in this account."""
        return self.system.stack(StackOptions(account_id=self.place.account_id))

    def _clients(self) -> Clients:
        return clients_of(self.place.endpoint, self.place.account_id, self.stack.scope.region)

    def _tell_choice(self) -> None:
        found = {
            name: [
                {"name": each.name, "title": each.title, "text": each.text}
                for each in system.scenarios.values()
            ]
            for name, system in systems().items()
        }  # fmt: skip
        self.journal.tell(
            "desk",
            {
                "account": self.place.account_id, "system": self.system_name, "systems": found,
                "pace": self.gate.pace, "broken": self.broken(), "mystery": self._search.going_on is not None,
                "takes": self.system.takes is not None,
            },
        )  # fmt: skip

    def broken(self) -> list[str]:
        """What is broken here on purpose; of a mystery no more than that there is one."""
        if self._search.going_on is not None:
            return ["something, to be found"]
        found = [each.label for each in self._book.broken() if each.account_id == self.place.account_id]
        return ["what the lab is about" if each in self.lessons.untold else each for each in found]

    def begin_mystery(self, seed: int) -> None:
        """Break what the seed chooses, and don't say what. Refused while something is broken already."""
        self._only_when_idle("break something")
        if self.broken():
            raise Refused("something is broken already: mend it first")
        self._search.begin(seed)

    def _choose(self, asked: Mapping[str, Any]) -> None:
        name = str(asked.get("system"))
        self._only_when_idle(f"turn to {name}")
        self.system_name = system_named(name).name
        self.watcher.hold(False)
        self.watcher.turn_to(self._clients())
        self.journal.tell("diagnosis", {"links": [], "stuck": None})
        self._tell_choice()

    def _set_up(self, _: Mapping[str, Any]) -> None:
        self.watcher.hold(False)
        self.tasks.begin(f"setting up {self.system_name}", self._stand)

    def _stand(self) -> str:
        stack, clients = self.stack, self._clients()
        emulator = Emulator(clients)
        with exclusive(emulator, f"an application of {stack.name}"):
            outputs = apply(stack, clients, emulator.interpreter(RUNTIME), Home.default().cache, self._resource)
        self.watcher.look_now()
        return "stands: " + (", ".join(f"{name} {value}" for name, value in outputs.items()) or stack.name)

    def _resource(self, event: Any) -> None:
        self.journal.tell("now", {"text": str(event)})

    def _run(self, asked: Mapping[str, Any]) -> None:
        scenario = scenario_named(str(asked.get("scenario")))
        if scenario.system.name != self.system_name:
            raise Refused(f"{scenario.name} is a scenario of {scenario.system.name}: choose that system first")
        self.journal.tell("verdict", {})
        self.tasks.begin(f"scenario {scenario.name}", lambda: self._run_through(scenario.name, bool(asked.get("keep"))))

    def _run_through(self, name: str, keep: bool) -> str:
        listener = Listener(self._phase, self._entry, self._resource, self._look)
        runner = Runner(
            self.place.endpoint, Home.default().cache, listener, lambda clock: GatedClock(clock, self.gate)
        )  # fmt: skip
        folder = Store(self.place.store).new(name, utc_now())
        options = RunOptions(account_id=self.place.account_id, keep=keep, watched=True)
        try:
            outcome = runner.run(scenarios()[name], options, folder)
        except HarnessError:  # somebody else has the account, or nobody answers: there was no run
            folder.rmdir()
            raise
        self.journal.tell("verdict", verdict_of(outcome.run))
        self.heard(f"scenario {name}", str(outcome.run.verdict))
        self.watcher.look_now()
        return f"{outcome.run.verdict}; replay it with: harness replay {folder}"

    def _phase(self, name: str) -> None:
        if name in ("apply", "teardown"):
            self.watcher.hold(name == "teardown")
        self.journal.tell("now", {"text": name})

    def _entry(self, entry: Entry) -> None:
        line = entry_line(entry)
        if line is not None:
            self.journal.tell("entry", line)
        if entry.kind in (Kind.ACTION, Kind.WAIT):
            self.gate.reach(f"{entry.name}: done")

    def _look(self, condition: Any, seen: Any) -> None:
        self.journal.tell("now", {"text": f"waiting for {condition}: {seen.text}"})

    def _pace(self, asked: Mapping[str, Any]) -> None:
        pace = asked.get("pace")
        if pace not in ("run", "step"):
            raise Refused("the pace is run or step")
        self.gate.set(pace)
        self._tell_choice()

    def _step(self, _: Mapping[str, Any]) -> None:
        self.gate.step()

    def _end(self, _: Mapping[str, Any]) -> None:
        self.gate.end()

    def _clock(self, asked: Mapping[str, Any]) -> None:
        if self.tasks.name.startswith("scenario "):
            raise Refused("the scenario has the clock: let it go on by steps, or wait for its end")
        emulator, by_s = Emulator(self._clients()), asked.get("by_s")
        if asked.get("mode") in ("real", "stepped"):
            emulator.call("PUT", "clock", {"mode": asked["mode"]})
        elif isinstance(by_s, int | float) and 0 < by_s <= LONGEST_ADVANCE_S:
            emulator.advance(float(by_s))
        else:
            emulator.advance_to_next_evaluation()
        self.watcher.look_now()

    def _break(self, asked: Mapping[str, Any]) -> None:
        clients = self._clients()
        choice = chosen(wiring_of(clients), str(asked.get("label")))
        if choice.way.needs_enforce:
            mode = Emulator(clients).call("GET", "iam")["mode"]
            if mode != "enforce":
                raise Refused(f"{choice.label} holds nothing back unless IAM is enforced: start with IAM=enforce")
        self._book.break_it(clients, choice)
        self._changed()

    def _mend(self, _: Mapping[str, Any]) -> None:
        if self._search.going_on is not None:
            raise Refused("what is broken is to be found: name the link, or ask for the solution")
        if not list(self._book.mend(self._clients())):
            raise Refused("nothing is broken here")
        self.journal.tell("diagnosis", {"links": [], "stuck": None})
        self._changed()

    def _changed(self) -> None:
        self.watcher.look_now()
        self._tell_choice()

    def _diagnose(self, _: Mapping[str, Any]) -> None:
        report = report_of_stack(self.stack, self._clients(), self.system.completed)
        self.journal.tell("diagnosis", diagnosis_of(report))

    def _reset(self, _: Mapping[str, Any]) -> None:
        self.watcher.hold(False)

        def work() -> str:
            self._take_down(stops=False)
            self.gate.reset()
            return self._stand()

        self.tasks.begin(f"resetting {self.system_name}", work)

    def _tear_down(self, asked: Mapping[str, Any]) -> None:
        stops = bool(asked.get("guided"))
        self.watcher.hold(False)
        if stops:
            self.gate.set("step")
            self._tell_choice()
        self.tasks.begin(f"taking {self.system_name} down", lambda: self._take_down(stops))

    def _take_down(self, stops: bool) -> str:
        stack, clients = self.stack, self._clients()
        emulator = Emulator(clients)

        def tell(event: Any) -> None:
            line = removal_line(event)
            if line is not None:
                self.journal.tell("entry", {"at_s": None, "cloudwatch_s": None, **line})
                if stops and line["how"] == "before":
                    self.gate.reach(f"next, this goes: {line['text']}")

        with exclusive(emulator, f"a teardown of {stack.name}"):
            self._forget_breaks()
            seen = observed(stack, clients)
            report = teardown(stack, clients, tell, regions=emulator.regions())
            if report.clean:
                emulator.forget(seen.namespaces, seen.alarms)
                emulator.release()
        self._changed()
        if report.left:
            raise Refused("left behind: " + "; ".join(f"{name} ({why})" for name, why in sorted(report.left.items())))
        return f"clean: {len(report.deleted)} removed, and a fresh listing proves that nothing is left"

    def _forget_breaks(self) -> None:
        """Mend what is broken, where it still can be; what goes away needs no mending."""
        try:
            list(self._book.mend(self._clients()))
        except Exception as error:  # a part of it is gone already
            self.journal.tell("notice", {"text": f"not mended, and taken away as it is: {error}"})
            self._book.forget(self.place.account_id)
        self._search.forget()
        self.journal.tell("diagnosis", {"links": [], "stuck": None})

    def _forget_all(self) -> None:
        """Another emulator answers: what was broken, and what was to be found, is gone with all that stood."""
        self._book.forget(self.place.account_id)
        self._search.forget()
        self.journal.tell("diagnosis", {"links": [], "stuck": None})
        self._tell_choice()

    def _only_when_idle(self, what: str) -> None:
        if self.tasks.name:
            raise Refused(f"{self.tasks.name} is going on: {what} when it has ended")
