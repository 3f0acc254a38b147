"""One JSON object a line on standard output: one event for CloudWatch Logs and for metric filters."""

import json
from typing import Protocol


class Emit(Protocol):
    """Something that takes the fields of one log event."""

    def __call__(self, event: str, **fields: object) -> None:
        """Log one event; `event` says what happened."""


def emit(event: str, **fields: object) -> None:
    """Print `{"event": …, …}` as one line."""
    print(json.dumps({"event": event, **fields}), flush=True)
