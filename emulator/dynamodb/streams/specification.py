"""The StreamSpecification of a table: what is asked for, and what DynamoDB refuses. Pure.

Source: API reference, CreateTable, UpdateTable and StreamSpecification.
"""

from collections.abc import Mapping
from typing import Any

from emulator.dynamodb.streams.records import VIEWS
from emulator.dynamodb.tables import INVALID, TableError


def wanted_view(specification: Mapping[str, Any] | None) -> str | None:
    """The view that a stream is to have; None for no stream. TableError for what is no specification."""
    if specification is None:
        return None
    enabled, view = specification.get("StreamEnabled"), specification.get("StreamViewType")
    if not enabled:
        if view is not None:
            raise TableError(f"{INVALID}StreamViewType can't be specified when StreamEnabled is false")
        return None
    if view not in VIEWS:
        raise TableError(f"{INVALID}StreamViewType must be one of {', '.join(VIEWS)} when StreamEnabled is true")
    return str(view)


def check_change(specification: Mapping[str, Any], table: str, enabled: bool) -> None:
    """TableError for a change that changes nothing: DynamoDB refuses it."""
    if specification.get("StreamEnabled") and enabled:
        raise TableError(f"Table already has an enabled stream: TableName: {table}")
    if not specification.get("StreamEnabled") and not enabled:
        raise TableError(f"Table doesn't have an enabled stream: TableName: {table}")
