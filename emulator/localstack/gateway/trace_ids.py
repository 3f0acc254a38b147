"""The trace of a request that brings none is given an id when somebody reads it; few do."""

from collections.abc import Callable
from functools import cache
from typing import Any

from emulator.localstack.seams import wraps


@wraps(
    "aws.handlers.tracing:TraceContextParser.__call__",
    why="A request that belongs to no trace gets a trace id only when one is asked for.",
)
def parse(original: Callable[..., None], self: Any, chain: Any, context: Any, response: Any) -> None:
    """LocalStack's trace header of a request that has one; for others one that is put together later."""
    if context.request.headers.get("X-Amzn-Trace-Id"):
        original(self, chain, context, response)
    else:
        context.trace_context["aws_trace_header"] = _later()()


@cache
def _later() -> type:
    from localstack.utils.xray.trace_header import TraceHeader
    from localstack.utils.xray.traceid import TraceId

    class Later(TraceHeader):  # type: ignore[misc, unused-ignore]
        """A trace header whose root is made at its first reading, and stays."""

        @property
        def _root(self) -> str:
            if self.__dict__.get("made") is None:
                self.__dict__["made"] = TraceId().to_id()
            return str(self.__dict__["made"])

        @_root.setter
        def _root(self, value: str | None) -> None:
            self.__dict__["made"] = value

    return Later
