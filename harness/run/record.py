"""The record of a run: what it gathers on its way, who is told of it, and how its end is judged."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from harness.probes.usage import UsageMeter
from harness.run.clock import Stopwatch
from harness.run.timeline import Entry, Kind, Timeline
from harness.run.verdict import Finding, Verdict
from harness.waits.waiter import WaitGaveUp

ENDED_EARLY = "run ended early"
"""The finding about a run whose steps did not come to their end."""


@dataclass
class Listener:
    """Who is told what happens while it happens; the default keeps silent."""

    on_phase: Callable[[str], None] = lambda phase: None
    on_entry: Callable[[Entry], None] = lambda entry: None
    on_resource: Callable[[Any], None] = lambda event: None
    on_look: Callable[[Any, Any], None] = lambda condition, seen: None


@dataclass
class RunRecord:
    """What a run gathers on its way."""

    timeline: Timeline = field(default_factory=Timeline)
    wall_s: dict[str, float] = field(default_factory=dict)
    artefacts: dict[str, bytes] = field(default_factory=dict)
    error: BaseException | None = None
    leaked: tuple[str, ...] | None = None
    """What is left; None until a teardown came to its end."""
    mark: int = 0
    """Where the register of divergences stood when the run began."""
    divergences: tuple[dict[str, str], ...] = ()
    meter: UsageMeter | None = None
    watched_from: int | None = None
    """The number in the emulator's feed after which the run's happenings come; None when nobody keeps them."""
    iam: dict[str, Any] | None = None
    """What `harness.probes.iam` read before the teardown; None when it couldn't, or IAM is off."""

    @contextmanager
    def phase(self, name: str, listener: Listener) -> Iterator[None]:
        """Tell the listener, and measure the block's real seconds."""
        listener.on_phase(name)
        watch = Stopwatch()
        try:
            yield
        finally:
            self.wall_s[name] = self.wall_s.get(name, 0.0) + watch.elapsed_s

    def note(self, text: str) -> None:
        """The runner speaks."""
        self.timeline.append(Entry(Kind.NOTE, text))

    def ended_early(self) -> list[Finding]:
        """A run that ended early is judged by why: a wait given up is a failure, anything else leaves it unknown."""
        if self.error is None:
            return []
        verdict = Verdict.FAILED if isinstance(self.error, WaitGaveUp) else Verdict.UNKNOWN
        return [Finding(ENDED_EARLY, verdict, cause(self.error))]

    def clean(self) -> Finding:
        """Whether the teardown came to its end, and left nothing."""
        name = "nothing is left"
        if self.leaked is None:
            why = "ended early" if "teardown" in self.wall_s else "did not run"
            return Finding(name, Verdict.UNKNOWN, f"the teardown {why}; `make teardown` takes down what is left")
        if self.leaked:
            return Finding(name, Verdict.FAILED, f"left behind: {', '.join(self.leaked)}")
        return Finding(name, Verdict.PASSED, "a fresh listing of every resource type found nothing new")


def cause(error: BaseException) -> str:
    """An exception in words."""
    if isinstance(error, KeyboardInterrupt):
        return "an interrupt from the keyboard"
    return f"{type(error).__name__}: {error}"
