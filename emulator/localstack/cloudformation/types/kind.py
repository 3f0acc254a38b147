"""What a resource type of ours is written as: its schema, and functions of a request that end in one answer."""

import uuid
from collections.abc import Sequence
from typing import Any

from localstack.services.cloudformation.resource_provider import (
    OperationStatus,
    ProgressEvent,
    ResourceProvider,
    ResourceRequest,
)

Model = dict[str, Any]


def schema(
    name: str,
    identifier: Sequence[str],
    *,
    properties: Sequence[str],
    create_only: Sequence[str] = (),
    read_only: Sequence[str] = (),
    required: Sequence[str] = (),
) -> dict[str, Any]:
    """The part of CloudFormation's schema of a type that decisions are made by; names are those of properties."""
    return {
        "typeName": name,
        "properties": {one: {} for one in (*properties, *read_only)},
        "primaryIdentifier": [f"/properties/{one}" for one in identifier],
        "createOnlyProperties": [f"/properties/{one}" for one in create_only],
        "readOnlyProperties": [f"/properties/{one}" for one in read_only],
        "required": list(required),
    }


def done(model: Model) -> ProgressEvent:
    """The resource is as the model says."""
    return ProgressEvent(status=OperationStatus.SUCCESS, resource_model=model)


def generated_name(request: ResourceRequest, length: int = 255) -> str:
    """A physical name as CloudFormation makes it: stack, logical id, random letters."""
    suffix = uuid.uuid4().hex[:12].upper()
    return f"{request.stack_name}-{request.logical_resource_id}"[: length - 13] + f"-{suffix}"


__all__ = ["Model", "ProgressEvent", "ResourceProvider", "ResourceRequest", "done", "generated_name", "schema"]
