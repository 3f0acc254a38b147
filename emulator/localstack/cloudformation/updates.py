"""How a resource of a type is changed in place: by its provider, by creating over it, or not at all, which is said.

Many updates of LocalStack's providers do nothing, or not all, and answer success; so those of its types that are
changed in place stand here, with the properties that their updates really change.
"""

from collections.abc import Callable, Mapping
from typing import Any

from localstack.services.cloudformation.resource_provider import ProgressEvent, ResourceProvider, ResourceRequest

from emulator.cloudformation.replacement import paths
from emulator.localstack.cloudformation.types import is_custom, is_ours

CREATED_OVER = frozenset({"AWS::ApiGateway::Account", "AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy"})
"""Types of LocalStack's whose creation puts the whole resource, so that it also replaces what is there by that name."""
CHANGED: Mapping[str, tuple[str, ...]] = {
    "AWS::ApiGateway::Deployment": (),
    "AWS::ApiGateway::RestApi": ("Body", "Description", "Name"),
    "AWS::ApiGateway::Stage": ("DeploymentId", "Description", "TracingEnabled", "Variables"),
    "AWS::CDK::Metadata": ("Analytics",),
    "AWS::IAM::Policy": ("PolicyDocument",),
    "AWS::Lambda::EventSourceMapping": (
        "BatchSize", "BisectBatchOnFunctionError", "DestinationConfig", "Enabled", "FilterCriteria", "FunctionName",
        "FunctionResponseTypes", "MaximumBatchingWindowInSeconds", "MaximumRecordAgeInSeconds", "MaximumRetryAttempts",
        "ParallelizationFactor", "ScalingConfig", "TumblingWindowInSeconds",
    ),
    "AWS::Lambda::Function": (
        "Code", "DeadLetterConfig", "Description", "Environment", "Handler", "ImageConfig", "Layers", "LoggingConfig",
        "MemorySize", "ReservedConcurrentExecutions", "Role", "Runtime", "Tags", "Timeout", "TracingConfig",
        "VpcConfig",
    ),
    "AWS::SNS::Subscription": (
        "DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy",
    ),
    "AWS::SQS::QueuePolicy": ("PolicyDocument",),
    "AWS::SSM::Parameter": ("AllowedPattern", "Description", "Tier", "Value"),
    "AWS::StepFunctions::StateMachine": ("Definition", "DefinitionString", "DefinitionSubstitutions"),
}  # fmt: skip
"""The properties that updates of LocalStack's types change, also of those that ours are derived from."""
TAKEN_AWAY: Mapping[str, tuple[str, ...]] = {
    "AWS::ApiGateway::Stage": ("Description", "Variables"),
    "AWS::Lambda::Function": ("ReservedConcurrentExecutions", "Tags"),
}
"""Those that they take away when the template has them no more; the others' updates leave them as they were."""


class UpdateRefused(Exception):
    """The emulator can't change a resource of this type, or these properties of it, in place."""


def updater_of(
    provider: ResourceProvider, request: ResourceRequest, given: Mapping[str, Any]
) -> Callable[[ResourceRequest], ProgressEvent]:
    """What changes the resource from the properties `given` to the desired ones; UpdateRefused without it."""
    resource_type = request.resource_type
    if resource_type not in CHANGED and (is_ours(resource_type) or is_custom(resource_type)):
        return provider.update
    _check(resource_type, given, request.desired_state)
    _keep_identity(provider.SCHEMA, request)
    return provider.create if resource_type in CREATED_OVER else provider.update


def _check(resource_type: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    if resource_type in CREATED_OVER:
        return
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    able = {name for name in CHANGED.get(resource_type, ()) if name in after}
    unable = sorted(changed - able - set(TAKEN_AWAY.get(resource_type, ())))
    if unable:
        raise UpdateRefused(
            f"This emulator can't change {', '.join(unable)} of {resource_type} in place: give the resource another "
            "logical id, or delete the stack and create it again"
        )


def _keep_identity(schema: Any, request: ResourceRequest) -> None:
    """Names that LocalStack generated are kept, and so are ids and ARNs; its providers would make other ones."""
    before, after = request.previous_state or {}, request.desired_state
    for path in (*paths(schema, "primaryIdentifier"), *paths(schema, "createOnlyProperties")):
        if len(path) == 1 and after.get(path[0]) is None and path[0] in before:
            after[path[0]] = before[path[0]]
