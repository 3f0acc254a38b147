"""Custom resources: the function that the ServiceToken names is invoked, its answer awaited at the ResponseURL."""

import json
import uuid
from typing import Any

from emulator.cloudformation.custom_resource import (
    Answered,
    Asked,
    CustomResourceError,
    answer_to,
    no_answer,
    timeout_s,
)
from emulator.localstack.cloudformation import responses
from emulator.localstack.cloudformation.types.kind import (
    ProgressEvent,
    ResourceProvider,
    ResourceRequest,
    done,
    generated_name,
    schema,
)
from emulator.localstack.cloudformation.types.table import CUSTOM


class CustomResource(ResourceProvider):
    """AWS::CloudFormation::CustomResource and Custom::<any name>.

    The model is `{"PhysicalResourceId": …, "Data": {…}, "Given": {…}}`: what the function answered, what it was given.
    """

    TYPE = CUSTOM
    SCHEMA = schema(TYPE, ["PhysicalResourceId"], properties=[], required=["ServiceToken"])

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Ask the function to create. One that failed is asked to delete what it may have made, as in AWS."""
        given, request.desired_state = request.desired_state, {}
        _check(given)
        try:
            return _model(given, _ask(request, "Create", given))
        except CustomResourceError as error:
            physical_id = error.physical_id or generated_name(request)
            request.desired_state = {"PhysicalResourceId": physical_id, "Given": given}
            raise

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Ask it to update. An answer with another physical id makes the caller delete the old one."""
        given, before = request.desired_state, request.previous_state
        if given.get("ServiceToken") != before["Given"].get("ServiceToken"):
            raise CustomResourceError("Modifying service token is not allowed.")
        _check(given)
        return _model(
            given,
            _ask(request, "Update", given, old_properties=before["Given"], physical_id=before["PhysicalResourceId"]),
        )

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Ask it to delete."""
        model = request.desired_state
        _ask(request, "Delete", model["Given"], physical_id=model["PhysicalResourceId"])
        return done(model)


def _model(given: dict[str, Any], answered: Answered) -> ProgressEvent:
    return done({"PhysicalResourceId": answered.physical_id, "Data": dict(answered.data), "Given": given})


def _check(given: dict[str, Any]) -> None:
    token = str(given.get("ServiceToken", ""))
    if ":lambda:" not in token:
        raise CustomResourceError(f"ServiceToken must be the ARN of a Lambda function here, not {token or 'missing'}")
    timeout_s(given)


def _ask(request: ResourceRequest, request_type: str, given: dict[str, Any], **more: Any) -> Answered:
    wait_s, request_id = timeout_s(given), str(uuid.uuid4())
    with responses.awaited() as awaited:
        asked = Asked(
            request_type,
            request_id,
            request.stack_id,
            request.logical_resource_id,
            request.resource_type,
            awaited.url,
            given,
            **more,
        )
        request.aws_client_factory.lambda_.invoke(
            FunctionName=given["ServiceToken"], InvocationType="Event", Payload=json.dumps(asked.document())
        )
        body = awaited.body(wait_s)
    if body is None:
        raise CustomResourceError(no_answer(asked, wait_s))
    return answer_to(asked, body)


PROVIDERS = {CUSTOM: CustomResource}
