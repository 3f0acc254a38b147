"""CloudFormation's own types: stacks in stacks, and handles that something outside signals."""

import uuid
from typing import Any

from emulator.localstack.cloudformation import responses
from emulator.localstack.cloudformation.types.kind import (
    Model,
    ProgressEvent,
    PropertyError,
    ResourceProvider,
    ResourceRequest,
    done,
    generated_name,
    going_on,
    schema,
)

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]


class NestedStack(ResourceProvider):
    """AWS::CloudFormation::Stack: its outputs are attributes, its failure is the resource's."""

    TYPE = "AWS::CloudFormation::Stack"
    SCHEMA = schema(
        TYPE,
        ["Id"],
        properties=["TemplateURL", "Parameters", "Tags", "TimeoutInMinutes", "NotificationARNs"],
        read_only=["Id", "Outputs"],
        required=["TemplateURL"],
    )

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Create the stack and wait for its end."""
        model, client = request.desired_state, request.aws_client_factory.cloudformation
        if "Id" not in model:
            name = generated_name(request, 128)
            model["Id"] = client.create_stack(StackName=name, **_parameters(model))["StackId"]
            return going_on(model)
        return _ended(client, model, "CREATE_COMPLETE")

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Update the stack and wait for its end; a stack that has nothing to update is up to date."""
        model, client = request.desired_state, request.aws_client_factory.cloudformation
        stack_id = request.previous_state["Id"]
        if not request.custom_context.get("started"):
            try:
                client.update_stack(StackName=stack_id, **_parameters(model))
            except client.exceptions.ClientError as error:
                if "No updates are to be performed" not in str(error):
                    raise
                return done({**model, "Id": stack_id, "Outputs": request.previous_state.get("Outputs", {})})
            return going_on(model, started=True)
        return _ended(client, {**model, "Id": stack_id}, "UPDATE_COMPLETE")

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Delete the stack and wait for its end."""
        model, client = request.desired_state, request.aws_client_factory.cloudformation
        if not request.custom_context.get("started"):
            client.delete_stack(StackName=model["Id"])
            return going_on(model, started=True)
        return _ended(client, model, "DELETE_COMPLETE")


def _parameters(model: Model) -> Model:
    parameters = [
        {"ParameterKey": key, "ParameterValue": ",".join(map(str, value)) if isinstance(value, list) else str(value)}
        for key, value in (model.get("Parameters") or {}).items()
    ]
    tags = {"Tags": model["Tags"]} if model.get("Tags") else {}
    return {"TemplateURL": model["TemplateURL"], "Parameters": parameters, "Capabilities": CAPABILITIES, **tags}


def _ended(client: Any, model: Model, expected: str) -> ProgressEvent:
    stack = client.describe_stacks(StackName=model["Id"])["Stacks"][0]
    status = stack["StackStatus"]
    if status.endswith("IN_PROGRESS"):
        return going_on(model)
    if status != expected:
        raise PropertyError(
            f"Embedded stack {model['Id']} was not successfully {_done(expected)}: {_why(client, stack)}"
        )
    return done({**model, "Outputs": {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])}})


def _done(expected: str) -> str:
    return {"CREATE_COMPLETE": "created", "UPDATE_COMPLETE": "updated"}.get(expected, "deleted")


def _why(client: Any, stack: Model) -> str:
    """The stack's own reason; after a rollback that of its first resource that failed."""
    events = client.describe_stack_events(StackName=stack["StackId"])["StackEvents"][::-1]
    failed = [one for one in events if one["ResourceStatus"].endswith("_FAILED")]
    reasons = [f"{one['LogicalResourceId']}: {one.get('ResourceStatusReason', '')}" for one in failed]
    return str(stack.get("StackStatusReason") or (reasons[0] if reasons else stack["StackStatus"]))


class WaitConditionHandle(ResourceProvider):
    """AWS::CloudFormation::WaitConditionHandle: a URL that signals are put at."""

    TYPE = "AWS::CloudFormation::WaitConditionHandle"
    SCHEMA = schema(TYPE, ["Id"], properties=[], read_only=["Id"])

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Open the URL."""
        return done({"Id": responses.open_handle()})

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Nothing can change."""
        return done(request.previous_state)

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Close it."""
        responses.close_handle(request.desired_state["Id"])
        return done({})


class WaitCondition(ResourceProvider):
    """AWS::CloudFormation::WaitCondition: there once so many signals of success are."""

    TYPE = "AWS::CloudFormation::WaitCondition"
    SCHEMA = schema(
        TYPE,
        ["Id"],
        properties=["Handle", "Timeout", "Count"],
        create_only=["Handle", "Timeout", "Count"],
        read_only=["Id", "Data"],
        required=["Handle", "Timeout"],
    )

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Wait for the signals; a failure among them, or too few in time, fails the resource."""
        given, request.desired_state = request.desired_state, {}
        count, wait_s = int(given.get("Count", 1)), int(given["Timeout"])
        signals = responses.signals(given["Handle"], count, wait_s)
        failed = [one for one in signals.values() if one.get("Status") != "SUCCESS"]
        if failed:
            raise PropertyError(f"WaitCondition received failed message: '{failed[0].get('Reason')}'")
        if len(signals) < count:
            text = f"WaitCondition timed out. Received {len(signals)} conditions when expecting {count}"
            raise PropertyError(text)
        data = {name: one.get("Data") for name, one in signals.items()}
        return done({**given, "Id": f"{request.stack_id}/{uuid.uuid4()}", "Data": str(data)})

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Nothing is left of it."""
        return done({})


PROVIDERS = {one.TYPE: one for one in (NestedStack, WaitCondition, WaitConditionHandle)}
