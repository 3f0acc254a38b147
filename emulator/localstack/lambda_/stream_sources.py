"""Event source mappings of DynamoDB's streams: our poller, and what AWS refuses of their settings."""

from collections.abc import Callable
from typing import Any

from localstack.aws.api import CommonServiceException

from emulator.divergences import divergences
from emulator.localstack.lambda_.chosen import functions_are_processes
from emulator.localstack.seams import replaces, wraps

_MAPPINGS = "services.lambda_.event_source_mapping"
_ENDS = "Nothing waits for a mapping that is stopped, and it goes on where it was."
YOUNGEST_S, OLDEST_S = 60, 604_800
ONE_AT_A_TIME = "stream-mapping"


@replaces(
    f"{_MAPPINGS}.esm_worker_factory:DynamoDBPoller",
    at="lambda",
    why="A poller that is woken by records, splits batches, keeps to retries and ages, and goes on where it was.",
)
def poller(_: Any) -> type:
    """Our poller's class, which is derived from LocalStack's."""
    from emulator.localstack.lambda_.stream_poller import StreamPoller

    return StreamPoller


@wraps(f"{_MAPPINGS}.esm_worker:EsmWorker.start", at="lambda", why="A poller of a stream begins where the mapping is.")
def start(original: Callable[..., None], self: Any) -> None:
    """Begin at the mapping's place, then start."""
    if hasattr(self.poller, "begin"):
        self.poller.begin(self)
    original(self)


@wraps(f"{_MAPPINGS}.esm_worker:EsmWorker.stop", at="lambda", why=_ENDS)
def stop(original: Callable[..., None], self: Any) -> None:
    """Stop; the place is kept."""
    original(self)
    if hasattr(self.poller, "begin"):
        self.poller.stop(deleted=False)


@wraps(f"{_MAPPINGS}.esm_worker:EsmWorker.delete", at="lambda", why=_ENDS)
def delete(original: Callable[..., None], self: Any) -> None:
    """Delete, with the place."""
    original(self)
    if hasattr(self.poller, "begin"):
        self.poller.stop(deleted=True)


@wraps(
    "services.lambda_.provider:LambdaProvider.validate_event_source_mapping",
    at="lambda",
    only=functions_are_processes,
    why="Settings of streams that AWS refuses, or that nothing here carries out, are refused by name.",
)
def validate(original: Callable[..., Any], self: Any, context: Any, request: Any) -> Any:
    """Validate a mapping of a stream."""
    if ":dynamodb:" in (request.get("EventSourceArn") or ""):
        check(request, context.account_id)
    return original(self, context, request)


def check(request: Any, account_id: str) -> None:
    """InvalidParameterValueException for what is refused; several batches at once are a divergence."""
    if request.get("TumblingWindowInSeconds"):
        _refuse("TumblingWindowInSeconds is not emulated: gather what belongs together in a table instead")
    age_s = request.get("MaximumRecordAgeInSeconds", -1)
    if age_s != -1 and not YOUNGEST_S <= age_s <= OLDEST_S:
        _refuse(f"MaximumRecordAgeInSeconds must be -1, or between {YOUNGEST_S} and {OLDEST_S}")
    if (request.get("ParallelizationFactor") or 1) > 1:
        divergences.touch(ONE_AT_A_TIME, "ParallelizationFactor: batches are processed one after another", account_id)


def _refuse(message: str) -> None:
    raise CommonServiceException("InvalidParameterValueException", message, 400, True)
