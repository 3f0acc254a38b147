"""What a function wrote into its log group."""

import json
from dataclasses import dataclass
from typing import Any

from bootstrap.clients import Clients

LAST_LINES = 3
"""How many log lines a diagnosis shows."""
PLATFORM = ("START RequestId:", "END RequestId:", "REPORT RequestId:", "INIT_START ")
"""How Lambda's own lines begin."""
ERROR_MARKS = ("[ERROR]", "Traceback", "Task timed out", "Runtime.", "Runtime exited", "errorMessage")


@dataclass(frozen=True)
class Invocation:
    """One invocation as its log stream tells it; `error` is its first line that tells of one, empty when there is none.

    `at_ms` is when it ended, or its last line so far.
    """

    at_ms: int
    ended: bool
    error: str


@dataclass(frozen=True)
class FunctionLogs:
    """The log group of one function."""

    clients: Clients
    function: str

    @property
    def group(self) -> str:
        """The log group's name."""
        return f"/aws/lambda/{self.function}"

    def lines(self) -> list[tuple[int, str]]:
        """Every line, oldest first, with its time in epoch milliseconds; empty when the group doesn't exist."""
        return [(at, text) for at, _, text in self._events()]

    def history(self) -> list[Invocation]:
        """Every invocation, in the order in which they ended; what a stream says before one began is that one's."""
        open_: dict[str, list[tuple[int, str]]] = {}
        found = []
        for at, stream, text in self._events():
            open_.setdefault(stream, []).append((at, text))
            if text.startswith("REPORT RequestId:"):
                found.append(_invocation(open_.pop(stream), ended=True))
        begun = [lines for lines in open_.values() if any(text.startswith("START ") for _, text in lines)]
        return [*found, *(_invocation(lines, ended=False) for lines in begun)]

    def _events(self) -> list[tuple[int, str, str]]:
        """Time, stream and text of each line, oldest first."""
        try:
            pages = self.clients.logs.get_paginator("filter_log_events").paginate(logGroupName=self.group)
            events = [event for page in pages for event in page["events"]]
        except self.clients.logs.exceptions.ResourceNotFoundException:
            return []
        ordered = sorted(events, key=lambda e: e["timestamp"])
        return [(e["timestamp"], e["logStreamName"], e["message"].rstrip("\n")) for e in ordered]

    def json_lines(self) -> list[dict[str, Any]]:
        """The lines that are JSON objects, oldest first."""
        return [found for _, text in self.lines() if (found := json_object(text)) is not None]

    def numbers(self, field: str) -> list[float]:
        """The numbers that JSON lines have in a field, oldest first: what a metric filter on `$.field` takes."""
        values = (line.get(field) for line in self.json_lines())
        return [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]

    def errors(self) -> list[str]:
        """The lines that tell of an error."""
        return [text for _, text in self.lines() if is_error(text)]

    def invocations(self) -> int:
        """How many invocations have started."""
        return sum(text.startswith("START RequestId:") for _, text in self.lines())


def _invocation(lines: list[tuple[int, str]], ended: bool) -> Invocation:
    errors = [text for _, text in lines if is_error(text)]
    return Invocation(lines[-1][0], ended, errors[0] if errors else "")


def is_error(text: str) -> bool:
    """Whether a line tells of an error."""
    return any(mark in text for mark in ERROR_MARKS)


def json_object(text: str) -> dict[str, Any] | None:
    """The JSON object that a line is; None when it is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
