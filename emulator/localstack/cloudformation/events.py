"""What a stack's events and resources say, written at the moment it is so."""

from typing import Any

from localstack.aws.api.cloudformation import ResourceStatus, StackStatus
from localstack.services.cloudformation.v2.entities import Stack


def stack_is(stack: Stack, status: StackStatus, reason: str | None = None) -> None:
    """The stack has this status from now on, for this reason and no older one."""
    stack.status_reason = reason
    stack.set_stack_status(status, reason)


def resource_is(
    stack: Stack,
    logical_id: str,
    resource_type: str,
    status: str,
    *,
    physical_id: str | None = None,
    reason: str | None = None,
) -> None:
    """The resource has this status from now on."""
    if status == ResourceStatus.DELETE_COMPLETE:
        stack.resource_states.setdefault(logical_id, {})
    stack.set_resource_status(
        logical_resource_id=logical_id,
        physical_resource_id=physical_id,
        resource_type=resource_type,
        status=ResourceStatus(status),
        resource_status_reason=reason,
    )


def old_resource_is(stack: Stack, logical_id: str, record: dict[str, Any], status: str, reason: str | None) -> None:
    """The event of a resource that the stack has replaced by another one under the same name, or has no more."""
    stack._store_event(
        resource_id=logical_id,
        resource_type=record["Type"],
        physical_resource_id=record.get("PhysicalResourceId"),
        status=ResourceStatus(status),
        status_reason=reason or "",
    )
