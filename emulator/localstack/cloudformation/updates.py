"""How a resource of a type is changed in place: by its provider, by creating over it, or not at all, which is said."""

import inspect
from collections.abc import Callable
from typing import Any

from localstack.services.cloudformation.resource_provider import ProgressEvent, ResourceProvider, ResourceRequest

from emulator.cloudformation.replacement import paths

CREATED_OVER = frozenset({
    "AWS::ApiGateway::Account", "AWS::ApiGateway::GatewayResponse", "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::CompositeAlarm", "AWS::Events::EventBusPolicy", "AWS::Events::Rule",
    "AWS::Lambda::EventInvokeConfig", "AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy",
})  # fmt: skip
"""Types of LocalStack's whose creation puts the whole resource, so that it also replaces what is there by that name."""


class UpdateRefused(Exception):
    """The emulator can't change a resource of this type in place."""


def updater_of(provider: ResourceProvider, request: ResourceRequest) -> Callable[[ResourceRequest], ProgressEvent]:
    """What changes the resource; UpdateRefused when the provider has nothing that does."""
    resource_type = request.resource_type
    if resource_type in CREATED_OVER:
        _keep_identity(provider.SCHEMA, request)
        return provider.create
    if has_update(provider):
        return provider.update
    raise UpdateRefused(
        f"This emulator can't change {resource_type} in place: delete the resource from the template, update the "
        "stack, and add it again as it shall be; or give it another logical id"
    )


def has_update(provider: ResourceProvider) -> bool:
    """Whether the provider implements `update`: LocalStack's stubs do nothing but raise NotImplementedError."""
    return "raise NotImplementedError" not in inspect.getsource(type(provider).update)


def can_update(provider: ResourceProvider, resource_type: str) -> bool:
    """Whether resources of the type are changed in place."""
    return resource_type in CREATED_OVER or has_update(provider)


def _keep_identity(schema: Any, request: ResourceRequest) -> None:
    """The name that LocalStack generated is kept, and so are ids and ARNs."""
    before, after = request.previous_state or {}, request.desired_state
    for path in paths(schema, "primaryIdentifier"):
        if len(path) == 1 and after.get(path[0]) is None and path[0] in before:
            after[path[0]] = before[path[0]]
