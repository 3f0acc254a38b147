"""Watches an account, and tells the journal what moved, what stands, and whether an emulator is there.

The emulator answers as soon as something moved; what stands is read only after something changed it.
"""

from collections.abc import Callable
from threading import Event, RLock, Thread
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from bootstrap.clients import Clients
from bootstrap.errors import HarnessError
from harness.probes.emulator import Emulator
from harness.probes.function_logs import FunctionLogs
from harness.run.clock import Stopwatch
from harness.wiring.account import wiring_of
from harness.wiring.model import Wiring
from harness.wiring.registry import Discovery, discoverable
from harness.workshop.changes import Changes
from harness.workshop.gauges import Tally, gauges_of
from harness.workshop.graph import graph_of
from harness.workshop.journal import Journal
from harness.workshop.story import Story, summed

LOOK_S, WAIT_S, AWAY_S = 0.25, 1.0, 1.0
"""What moves within so long is told together; the longest wait for what moves; between two looks for what is away."""
AT_ONCE = 60
"""Moves of one look that are told one by one."""
LINES = 6
"""Log lines of a function that are shown."""
GONE = (
    "The emulator doesn't answer. What is shown is how it was; it goes on by itself when `make up` has brought it back."
)
BACK = "The emulator is back."


class Watcher:
    """One look after the other, in a thread of its own, at one region of an account.

    `all_is_gone` is called when another emulator answers than before: it holds nothing of what stood.
    """

    def __init__(self, clients: Clients, journal: Journal, all_is_gone: Callable[[], None] = lambda: None) -> None:
        self.clients, self.journal, self._all_is_gone = clients, journal, all_is_gone
        self.story, self.tally = Story(graph_of(Wiring())), Tally()
        self._wiring, self._known, self._of = Wiring(), 0, ""
        self._changes, self._discovery, self._watch = Changes(), Discovery(), Stopwatch()
        self._lock, self._over, self._now = RLock(), Event(), Event()
        self._is_away = self._is_held = False
        self._stands: tuple[dict[str, Any], dict[str, dict[str, int]]] = {"mode": "real", "now_s": 0.0}, {}
        self._thread: Thread | None = None

    def start(self) -> None:
        """Look from now on."""
        self._over.clear()
        self._now.set()
        self._thread = Thread(target=self._run, name="watcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more, until it is started again."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(10)
        self.clients.close()

    def look_now(self) -> None:
        """What stands has changed: look without waiting."""
        self._now.set()

    def turn_to(self, clients: Clients) -> None:
        """Another region from now on."""
        with self._lock:
            if clients.region != self.clients.region:
                self.clients = clients
                self._begin_anew()
                self._of = ""

    def hold(self, is_held: bool) -> None:
        """Keep showing how all was connected while a run takes it away again, or no more."""
        was_held, self._is_held = self._is_held, is_held
        if is_held:
            self.journal.tell("graph", {**self.story.graph.as_json(), "gone": True})
        elif was_held:
            self.look_now()

    def chain(self, number: int) -> dict[str, Any]:
        """What led to a move and what it led to; see `Story.chain`."""
        with self._lock:
            return self.story.chain(number)

    @property
    def wiring(self) -> Wiring:
        """As it was last seen."""
        return self._wiring

    def lines(self, function: str) -> list[str]:
        """The last lines of a function's log."""
        return [text for _, text in FunctionLogs(self.clients, function).lines()[-LINES:]]

    def _run(self) -> None:
        while not self._over.is_set():
            pause_s = LOOK_S
            try:
                self._look_at_moves()
                self._look_if_due()
                self._came_back()
            except (ClientError, LookupError):  # what is listed goes away just now: a later look sees what is left
                self._came_back()
            except (HarnessError, BotoCoreError, OSError) as error:
                self._went_away(error)
                pause_s = AWAY_S
            self._over.wait(pause_s)

    def _look_at_moves(self) -> None:
        told = self._told(0.0 if self._now.is_set() else WAIT_S)
        with self._lock:
            here = [
                each for each in told["happenings"] if each["region"] == self.clients.region or self._is_global(each)
            ]
            if self._changes.is_unseen() and not all(map(self._is_drawn, here)):
                self._look_at_wiring()
            moves = self.story.tell(here)
            self.tally.add(moves)
            self._known = told["last"]
        if told["not_kept"]:
            self._changes.forget()
            self.journal.tell("notice", {"text": f"{told['not_kept']} things happened too fast to be kept"})
        if moves:
            body = [each.as_json() for each in summed(moves, AT_ONCE)]
            self.journal.tell("moves", {"moves": body, "count": len(moves)})
        self._stands = told["clock"], told["queues"]
        self._tell_gauges()

    def _told(self, wait_s: float) -> dict[str, Any]:
        """What the feed tells after what is known; all that it has, when it is another emulator's."""
        emulator = Emulator(self.clients)
        told = emulator.next_of_feed(self._known, self._changes.seen, wait_s)
        if told["of"] != self._of:
            if self._of:
                self._all_is_gone()
            self._begin_anew()
            self._of = told["of"]
            told = emulator.next_of_feed(0, 0, 0.0)
        self._changes.tell(told["configured"], told["changed_at"], self._watch.elapsed_s)
        return told

    @staticmethod
    def _is_global(happening: dict[str, Any]) -> bool:
        return bool(happening["service"] == "s3")

    def _is_drawn(self, happening: dict[str, Any]) -> bool:
        return any(node.name == happening["on"] for node in self.story.graph.places)

    def _look_if_due(self) -> None:
        if self._now.is_set():
            self._now.clear()
            self._changes.forget()
            self._look_at_wiring()
        elif self._changes.is_due(self._watch.elapsed_s):
            self._look_at_wiring()

    def _look_at_wiring(self) -> None:
        if self._is_held:
            return
        began_s = self._watch.elapsed_s
        with self._lock:
            clients, changes, discovery = self.clients, self._changes, self._discovery
        services = changes.services
        if services is not None and not services <= discoverable():
            services = None  # a template's stack was changed, say: that changes any
        if services is None or "cloudwatch" in services:
            self.tally.latest.clear()
        try:
            wiring = wiring_of(clients, discovery, services)
        except (ClientError, LookupError):
            changes.missed(began_s, self._watch.elapsed_s)
            raise
        changes.looked(began_s, self._watch.elapsed_s)
        with self._lock:
            self._wiring = wiring
            graph = graph_of(wiring)
            self.story.graph = graph
        self.journal.tell("graph", graph.as_json())
        self._tell_gauges()

    def _tell_gauges(self) -> None:
        clock, queues = self._stands
        with self._lock:
            nodes = gauges_of(self._wiring, self.tally, queues)
        self.journal.tell("gauges", {"nodes": nodes, "clock": clock})

    def _begin_anew(self) -> None:
        with self._lock:
            self.story, self.tally, self._known = Story(graph_of(Wiring())), Tally(), 0
            self._wiring, self._changes, self._discovery = Wiring(), Changes(), Discovery()
            self.journal.clear("moves")
        self._now.set()

    def _went_away(self, error: Exception) -> None:
        self._is_away = True
        self.journal.tell("emulator", {"up": False, "text": GONE, "why": str(error)[:300]})

    def _came_back(self) -> None:
        if self._is_away:
            self._now.set()
        self.journal.tell("emulator", {"up": True, "text": BACK if self._is_away else "", "why": ""})
        self._is_away = False
