"""What scenarios wait for of a function: a line in its log, or an update that has been carried out."""

from bootstrap.clients import Clients
from harness.probes.function_logs import FunctionLogs
from harness.waits.condition import Condition, Seen


class LogTells(Condition):
    """A function's log has a line with one of these texts."""

    def __init__(self, clients: Clients, function: str, what: str, *texts: str) -> None:
        self._logs = FunctionLogs(clients, function)
        self._what, self._texts = what, texts

    def evaluate(self) -> Seen:
        """Read the log."""
        lines = [line for _, line in self._logs.lines()]
        found = [line for line in lines if any(text in line for text in self._texts)]
        return Seen(bool(found), found[-1] if found else f"the last line is {lines[-1] if lines else 'none'}")

    def __str__(self) -> str:
        return f"{self._logs.function} {self._what}"


class FunctionUpdated(Condition):
    """A function's last update has been carried out: new invocations run with it."""

    def __init__(self, clients: Clients, function: str) -> None:
        self._clients, self._function = clients, function

    def evaluate(self) -> Seen:
        """Read its configuration."""
        found = self._clients.lambda_.get_function_configuration(FunctionName=self._function)
        status, state = found.get("LastUpdateStatus", ""), found.get("State", "")
        return Seen(status == "Successful" and state == "Active", f"{self._function} is {state}, its update {status}")

    def __str__(self) -> str:
        return f"{self._function} updated"
