"""A function: it is invoked, and its last invocation ended well."""

from dataclasses import dataclass
from datetime import UTC, datetime

from harness.diagnosis.link import Flow, Link, LinkState
from harness.diagnosis.links.causes import cause_of
from harness.diagnosis.links.depths import waiting_for
from harness.diagnosis.sight import Denial, Sight
from harness.probes.function_logs import LAST_LINES, PLATFORM
from harness.wiring.model import Node, node_of
from harness.wiring.variables import naming_nothing


@dataclass(frozen=True)
class Trouble:
    """Why a function doesn't do its work, and what usually causes it."""

    why: str
    cause: str


@dataclass(frozen=True, eq=False)
class FunctionRuns(Link):
    """A function is invoked and ends well. One that isn't invoked `by_events` need not be invoked at all."""

    sight: Sight
    function: Node
    by_events: bool = True

    @property
    def name(self) -> str:
        """How the link is called."""
        return str(self.function)

    def state(self) -> LinkState:
        """Stuck when it can't run, when its last invocation failed, or when it was refused what it asked for."""
        if self.function not in self.sight.wiring.nodes:
            unread = self.sight.wiring.unread.get("lambda")
            flow = Flow.UNKNOWN if unread else Flow.STUCK
            return LinkState(self.name, flow, unread or "the function does not exist")
        facts, trouble = _facts(self.sight, self.function), trouble_of(self.sight, self.function)
        if trouble:
            return LinkState(self.name, Flow.STUCK, trouble.why, facts, trouble.cause)
        count = len(self.sight.history(self.function.name))
        if count:
            return LinkState(self.name, Flow.PASSING, f"{count} invocations, the last ended well", facts)
        if not self.by_events:
            return LinkState(self.name, Flow.PASSING, "not invoked yet; no event leads to it")
        return LinkState(self.name, Flow.IDLE, "not invoked yet")


def trouble_of(sight: Sight, function: Node) -> Trouble | None:
    """What keeps a function from its work; None when nothing is seen to."""
    read = sight.wiring.of(function)
    if read.get("State") == "Failed":
        return Trouble(f"the function failed: {read.get('StateReason')}", "its code, layers or role can't be used")
    if read.get("ReservedConcurrency") == 0:
        return Trouble("its reserved concurrency is 0", "every invocation is throttled until it is removed")
    history = sight.history(function.name)
    failing = bool(history and history[-1].error)
    if denied := _refused(sight, function, failing or not history):
        others = f" (and {len(denied) - 1} more)" if len(denied) > 1 else ""
        return Trouble("it was refused what it asked for", f"permission missing: {denied[0]}{others}")
    if failing:
        failed = sum(bool(each.error) for each in history)
        why = f"{failed} of {len(history)} invocations failed, the last: {history[-1].error[:300]}"
        return Trouble(why, cause_of(history[-1].error, function, sight))
    wrong = naming_nothing(read, sight.wiring)
    if wrong and history and (count := waiting_for(sight, function)):
        names = ", ".join(f"{name}={value}" for name, value in wrong.items())
        return Trouble(f"{count} messages came back unprocessed", f"a variable names what isn't there: {names}")
    return None


def _refused(sight: Sight, function: Node, failing: bool) -> list[Denial]:
    """What the function was refused, where that is enforced, and still isn't granted.

    Of what isn't there only while it fails: it was asked for by a name that may have been mended since.
    """
    if not sight.enforced or (failing and naming_nothing(sight.wiring.of(function), sight.wiring)):
        return []
    denied = sight.denied_to_function(function)
    return denied if failing else [each for each in denied if node_of(each.resource) in sight.wiring.nodes]


def _facts(sight: Sight, function: Node) -> tuple[str, ...]:
    history = sight.history(function.name)
    if not history:
        return ("0 invocations",)
    failed = sum(bool(each.error) for each in history)
    last = datetime.fromtimestamp(history[-1].at_ms / 1000, UTC)
    lines = [text for _, text in sight.logs(function.name).lines() if not text.startswith(PLATFORM)]
    wrong = [f"{name}={value}" for name, value in naming_nothing(sight.wiring.of(function), sight.wiring).items()]
    return (
        f"{len(history)} invocations, {failed} failed, the last at {last:%H:%M:%S} UTC",
        *((f"variables that name nothing here: {', '.join(wrong)}",) if wrong else ()),
        *(f"last log: {text[:300]}" for text in lines[-LAST_LINES:]),
    )
