"""Calling a function on behalf of an API: who calls, what comes of it, and what can go wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from emulator.apigatewayv2.measures import Served


@dataclass(frozen=True)
class Caller:
    """Who calls: an API of this account, for the route or authorizer `source_arn`."""

    account_id: str
    source_arn: str


@dataclass(frozen=True)
class Answer:
    """What a function returned."""

    payload: bytes
    request_id: str


class InvocationError(Exception):
    """No usable answer. The message is what access logs say; `lambda_status` is Lambda's own, if it gave one."""

    def __init__(self, text: str, lambda_status: int | None = None) -> None:
        super().__init__(text)
        self.lambda_status = lambda_status


class NotPermittedError(InvocationError):
    """The function isn't there, or its resource policy doesn't let the API call it."""


class FunctionError(InvocationError):
    """The function raised, exited or ran into its own time-out."""


class UnavailableError(InvocationError):
    """Lambda didn't answer within the integration's time-out, or refused the invocation for now."""


class TooLargeError(InvocationError):
    """The event is more than Lambda takes."""


class Invoke(Protocol):
    """One synchronous invocation; with `credentials`, a role, the function's resource policy isn't asked."""

    def __call__(
        self, function_arn: str, event: dict[str, Any], caller: Caller, timeout_ms: int, credentials: bool
    ) -> Answer:
        """The function's answer; InvocationError when there is none."""


class Deliver(Protocol):
    """Where access logs go."""

    def __call__(self, destination_arn: str, stream: str, entry: str, at_ms: int) -> None:
        """Append an entry to a stream of the log group."""


@dataclass(frozen=True)
class Backends:
    """What a request through an API needs of the rest of the emulator."""

    invoke: Invoke
    deliver: Deliver
    measure: Callable[[Served], None]
