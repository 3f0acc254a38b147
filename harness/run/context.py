"""What a scenario works on: it acts, waits and observes here, and everything it does is recorded."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bootstrap.clients import Clients
from harness.diagnosis.link import Chain
from harness.probes.emulator import Emulator
from harness.run.clock import Clock, Deadline, Stopwatch
from harness.run.timeline import Entry, Fact, Kind, Timeline
from harness.waits.budget import Budget, Seconds, Windows
from harness.waits.condition import Condition, Seen
from harness.waits.settled import Settled
from harness.waits.waiter import WaitGaveUp, wait_for


@dataclass
class RunContext:
    """One run of one scenario on one applied stack."""

    clients: Clients
    clock: Clock
    timeline: Timeline
    outputs: dict[str, str]
    """What the stack made, by the stack's own names: `plot_url` and so on."""
    period_s: int
    delivery_s: float
    """Real seconds that queues and functions get for what they do without any window."""
    chain: Callable[[float], Chain]
    """The system's chain at a moment of CloudWatch's time: asked for when a wait gives up."""
    artefacts: dict[str, bytes] = field(default_factory=dict)
    """Files that the run keeps, by file name."""
    on_look: Callable[[Condition, Seen], None] = lambda condition, seen: None
    parameters: Mapping[str, int] = field(default_factory=dict)
    """The numbers that were chosen for this run."""
    meanwhile: Callable[[], None] = lambda: None
    """Called at every look of a wait: a scenario that watches something records here what is new."""
    watch: Stopwatch = field(default_factory=Stopwatch)
    workload: Sequence[Any] | None = None
    """What to do instead of what the scenario would generate; None for a scenario's own."""
    own_functions: tuple[str, ...] = ()
    """The scenario's own functions: they may wait while all else is quiet."""
    names: frozenset[str] = frozenset()
    """Those of the stack's resources."""

    def windows(self, count: int) -> Windows:
        """A budget of so many of the alarm's windows."""
        return Windows(count, self.period_s)

    def record(
        self, kind: Kind, name: str, facts: dict[str, Fact] | None = None, detail: dict[str, Fact] | None = None
    ) -> Entry:
        """Append one entry, with the times of now."""
        entry = Entry(kind, name, facts or {}, detail or {}, self.watch.elapsed_s, self.clock.now_s())
        return self.timeline.append(entry)

    def observe(self, name: str, **facts: Fact) -> Entry:
        """Record something that was read."""
        return self.record(Kind.OBSERVED, name, facts)

    def record_live(self, name: str, **facts: Fact) -> Entry:
        """Record something that was seen on the way."""
        return self.record(Kind.LIVE, name, facts)

    def tell(self, text: str) -> None:
        """Explain to who watches what is done, or what has just been seen."""
        self.record(Kind.TOLD, text)

    @contextmanager
    def act(self, name: str, **facts: Fact) -> Iterator[dict[str, Fact]]:
        """Record an action once the block has done it; what the block puts into the dict is recorded as detail."""
        detail: dict[str, Fact] = {}
        yield detail
        self.record(Kind.ACTION, name, facts, detail)

    def skip(self, cloudwatch_s: float) -> None:
        """Let so many seconds of CloudWatch's time pass, with every evaluation in them; leaves no record."""
        self.clock.skip(cloudwatch_s, Deadline.after(self.delivery_s))

    def settle(self, seconds: float) -> None:
        """Wait, on the wall, until nothing goes on and nothing that faults held back or a timeout keeps is left."""
        self.sit_out(Settled(Emulator(self.clients), self.own_functions), Seconds(seconds))

    def wait(self, condition: Condition, budget: Budget | None = None) -> Seen:
        """Wait for a condition and record that it was met; WaitGaveUp, with the chain's diagnosis, when it wasn't.

        Without a budget it may take as long as queues and functions get for what they do without any window.
        """
        watch = Stopwatch()
        seen = self.sit_out(condition, budget)
        self.record(
            Kind.WAIT, str(condition), {"met": True}, {"seen": seen.text, "waited_s": round(watch.elapsed_s, 3)}
        )
        return seen

    def sit_out(self, condition: Condition, budget: Budget | None = None) -> Seen:
        """Wait as `wait` does, but leave no record unless it is given up."""
        budget = budget or Seconds(self.delivery_s)
        try:
            return wait_for(condition, budget, self.clock, lambda seen: self._looked(condition, seen))
        except WaitGaveUp as gave_up:
            diagnosis = self.chain(self.clock.now_s()).diagnose()
            gave_up.diagnosis = diagnosis.text()
            self.record(
                Kind.WAIT,
                str(condition),
                {"met": False, "stuck_at": diagnosis.stuck_at},
                {"seen": gave_up.seen.text, "why": gave_up.why, "diagnosis": gave_up.diagnosis},
            )
            raise

    def _looked(self, condition: Condition, seen: Seen) -> None:
        self.on_look(condition, seen)
        self.meanwhile()
