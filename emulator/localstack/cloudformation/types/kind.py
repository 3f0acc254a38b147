"""What a resource type of ours is written as: its schema, and functions of a request that end in one answer."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from localstack.services.cloudformation.resource_provider import (
    OperationStatus,
    ProgressEvent,
    ResourceProvider,
    ResourceRequest,
)

from emulator.cloudformation.properties import PropertyError

Model = dict[str, Any]


def schema(
    name: str,
    identifier: Sequence[str],
    *,
    properties: Sequence[str],
    physical: str | None = None,
    create_only: Sequence[str] = (),
    read_only: Sequence[str] = (),
    required: Sequence[str] = (),
) -> dict[str, Any]:
    """The part of CloudFormation's schema of a type that decisions are made by; names are those of properties.

    `physical` is what Ref returns, where that isn't the identifier.
    """
    return {
        "typeName": name,
        "properties": {one: {} for one in (*properties, *read_only)},
        "primaryIdentifier": [f"/properties/{one}" for one in identifier],
        "createOnlyProperties": [f"/properties/{one}" for one in create_only],
        "readOnlyProperties": [f"/properties/{one}" for one in read_only],
        "required": list(required),
        "physicalId": physical or identifier[0],
    }


def done(model: Model) -> ProgressEvent:
    """The resource is as the model says."""
    return ProgressEvent(status=OperationStatus.SUCCESS, resource_model=model)


def going_on(model: Model, **context: Any) -> ProgressEvent:
    """The resource is on its way; the next call finds `context` in the request's."""
    return ProgressEvent(status=OperationStatus.IN_PROGRESS, resource_model=model, custom_context=context)


def generated_name(request: ResourceRequest, length: int = 255) -> str:
    """A physical name as CloudFormation makes it: stack, logical id, random letters."""
    suffix = uuid.uuid4().hex[:12].upper()
    return f"{request.stack_name}-{request.logical_resource_id}"[: length - 13] + f"-{suffix}"


def chosen(model: Mapping[str, Any], *names: str) -> Model:
    """Those of the properties that the model has."""
    return {name: model[name] for name in names if model.get(name) is not None}


def tags_of(model: Mapping[str, Any], name: str = "Tags") -> dict[str, str]:
    """Tags as a map: CloudFormation has lists of Key and Value for some types, maps for others."""
    tags: Any = model.get(name) or {}
    return dict(tags) if isinstance(tags, Mapping) else {one["Key"]: one["Value"] for one in tags}


def refuse_taking_away(request: ResourceRequest, names: Sequence[str]) -> None:
    """Refuse an update that drops a property which the service has no way to take away."""
    dropped = [one for one in names if one in request.previous_state and one not in request.desired_state]
    if dropped:
        text = f"This emulator can't take {', '.join(dropped)} away from a resource of {request.resource_type}"
        raise PropertyError(f"{text}: give a value, or give the resource another logical id")


class Put(ResourceProvider):
    """A type whose service has one call that makes or replaces the whole resource, and one that removes it.

    A derived class says `NAME`, the property that names the resource, and `put` and `remove`.
    """

    NAME: str

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Put the resource, under a generated name when the template gives none."""
        given, request.desired_state = request.desired_state, {}
        given.setdefault(self.NAME, generated_name(request))
        return self._put(request, given)

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Put it again under its name."""
        return self._put(request, {**request.desired_state, self.NAME: request.previous_state[self.NAME]})

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Remove it."""
        self.remove(request.aws_client_factory, request.desired_state)
        return done({})

    def put(self, clients: Any, model: Model) -> Model:
        """Put the resource; its attributes."""
        raise NotImplementedError

    def remove(self, clients: Any, model: Model) -> None:
        """Remove the resource."""
        raise NotImplementedError

    def _put(self, request: ResourceRequest, model: Model) -> ProgressEvent:
        attributes = self.put(request.aws_client_factory, model)
        return done({**model, **attributes})


Calls = Callable[..., Any]

__all__ = [
    "Calls",
    "Model",
    "ProgressEvent",
    "PropertyError",
    "Put",
    "ResourceProvider",
    "ResourceRequest",
    "chosen",
    "done",
    "generated_name",
    "going_on",
    "refuse_taking_away",
    "schema",
    "tags_of",
]
