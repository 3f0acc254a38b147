"""Where our filters, storage and API of Logs stand: in the place of LocalStack's and moto's."""

from collections.abc import Callable
from typing import Any

from emulator.localstack.seams import replaces, wraps

WRITERS = ("logs", "lambda")
"""Lambda writes logs without loading the service."""


@replaces(
    "services.logs.provider:LogsProvider",
    at="logs",
    why="Metric filters, subscription filters and searches follow AWS's rules.",
)
def provider(_: Any) -> type:
    """Our provider's class, which is derived from LocalStack's."""
    from emulator.localstack.logs.operations import Logs

    return Logs


@replaces(
    "services.logs.provider:get_pattern_matcher", at="logs", why="Searches match as filters do; LocalStack's match all."
)
def get_pattern_matcher(_: Any) -> Callable[[str], Callable[[Any, Any], bool]]:
    """The matcher of a pattern's text."""
    from emulator.logs.pattern import parse

    def matcher(text: str) -> Callable[[Any, Any], bool]:
        return lambda _, event: parse(text).match(event["message"]) is not None

    return matcher


@replaces(
    "logs.models:LogStream.put_log_events",
    base="moto",
    at=WRITERS,
    why="Events are kept under a lock, then measured by the filters of their own group, and delivered.",
)
def put_log_events(_: Any) -> Callable[..., str]:
    """Keep, measure and deliver the events, by `storage`."""
    from emulator.localstack.logs import storage

    return storage.put_log_events


@replaces(
    "logs.models:LogGroup.to_describe_dict",
    base="moto",
    at=WRITERS,
    why="A group is described with all that AWS tells.",
)
def to_describe_dict(_: Any) -> Callable[..., dict[str, Any]]:
    """Describe the group, by `storage`."""
    from emulator.localstack.logs import storage

    return storage.described


@wraps("logs.models:LogsBackend.delete_log_group", base="moto", at=WRITERS, why="A group's metric filters go with it.")
def delete_log_group(original: Callable[..., Any], backend: Any, log_group_name: str) -> Any:
    """Delete a group with its metric filters."""
    from emulator.localstack.logs import storage

    return storage.delete_log_group(original, backend, log_group_name)
