"""What a function wrote into its log group."""

import json
from dataclasses import dataclass
from typing import Any

from bootstrap.clients import Clients

LAST_LINES = 3
"""How many log lines a diagnosis shows."""
ERROR_MARKS = ("[ERROR]", "Traceback", "Task timed out", "Runtime.", "Runtime exited", "errorMessage")


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
        try:
            pages = self.clients.logs.get_paginator("filter_log_events").paginate(logGroupName=self.group)
            events = [event for page in pages for event in page["events"]]
        except self.clients.logs.exceptions.ResourceNotFoundException:
            return []
        return [(e["timestamp"], e["message"].rstrip("\n")) for e in sorted(events, key=lambda e: e["timestamp"])]

    def json_lines(self) -> list[dict[str, Any]]:
        """The lines that are JSON objects, oldest first."""
        return [found for _, text in self.lines() if (found := _json_object(text)) is not None]

    def numbers(self, field: str) -> list[float]:
        """The numbers that JSON lines have in a field, oldest first: what a metric filter on `$.field` takes."""
        values = (line.get(field) for line in self.json_lines())
        return [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]

    def errors(self) -> list[str]:
        """The lines that tell of an error."""
        return [text for _, text in self.lines() if any(mark in text for mark in ERROR_MARKS)]

    def invocations(self) -> int:
        """How many invocations have started."""
        return sum(text.startswith("START RequestId:") for _, text in self.lines())


def _json_object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
