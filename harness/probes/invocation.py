"""A synchronous invocation of a function."""

import json
from dataclasses import dataclass
from typing import Any

from bootstrap.clients import Clients


@dataclass(frozen=True)
class Answer:
    """What the function returned; `error` is Lambda's FunctionError, None when it ended well."""

    payload: Any
    error: str | None


def invoke(clients: Clients, function: str, event: dict[str, Any]) -> Answer:
    """Invoke and wait for the answer."""
    found = clients.lambda_.invoke(FunctionName=function, Payload=json.dumps(event).encode())
    return Answer(json.load(found["Payload"]), found.get("FunctionError"))
