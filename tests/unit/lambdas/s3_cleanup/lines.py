"""The log lines a function wrote."""

from typing import Any


class Lines:
    """Takes log events as `json_lines.emit` does, and keeps them."""

    def __init__(self) -> None:
        self.all: list[dict[str, Any]] = []

    def __call__(self, event: str, **fields: object) -> None:
        self.all.append({"event": event, **fields})

    def of(self, event: str) -> list[dict[str, Any]]:
        """The lines that say `event`."""
        return [line for line in self.all if line["event"] == event]
