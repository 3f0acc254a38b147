"""The link of a function: it is invoked, and its invocations end well."""

from dataclasses import dataclass

from bootstrap.clients import Clients
from harness.diagnosis.link import Flow, Link, LinkState
from harness.probes.function_logs import LAST_LINES, FunctionLogs


@dataclass(frozen=True)
class FunctionRuns(Link):
    """A function is invoked and ends well. One that isn't invoked `by_events` need not be invoked at all."""

    clients: Clients
    function: str
    by_events: bool = True

    @property
    def name(self) -> str:
        """How the link is called."""
        return f"lambda {self.function}"

    def state(self) -> LinkState:
        """Stuck when its log tells of errors; idle when it was never invoked."""
        configuration = self.clients.lambda_.get_function_configuration(FunctionName=self.function)
        logs = FunctionLogs(self.clients, self.function)
        lines, errors, invocations = logs.lines(), logs.errors(), logs.invocations()
        facts = (f"{invocations} invocations", *(f"last log: {text[:300]}" for _, text in lines[-LAST_LINES:]))
        if configuration.get("State") == "Failed":
            return LinkState(self.name, Flow.STUCK, f"the function failed: {configuration.get('StateReason')}", facts)
        if errors:
            return LinkState(self.name, Flow.STUCK, f"{len(errors)} error lines, the last: {errors[-1][:300]}", facts)
        if not invocations:
            if not self.by_events:
                return LinkState(self.name, Flow.PASSING, "not invoked yet; no event leads to it")
            return LinkState(self.name, Flow.IDLE, "not invoked yet")
        return LinkState(self.name, Flow.PASSING, f"{invocations} invocations, no error", facts)
