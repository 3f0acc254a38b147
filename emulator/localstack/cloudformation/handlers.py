"""Creates, updates and deletes one resource through the provider of its type, and says truly how it went."""

import copy
import logging
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from localstack import config
from localstack.constants import INTERNAL_AWS_SECRET_ACCESS_KEY
from localstack.services.cloudformation.resource_provider import (
    OperationStatus,
    ProgressEvent,
    ResourceProvider,
    ResourceProviderExecutor,
    ResourceRequest,
    convert_payload,
)
from localstack.services.cloudformation.v2.entities import Stack

from emulator.cloudformation.custom_resource import CustomResourceError
from emulator.cloudformation.failure import is_missing, reason_of
from emulator.cloudformation.properties import PropertyError, check
from emulator.cloudformation.replacement import with_read_only
from emulator.divergences import divergences
from emulator.localstack.cloudformation.gaps import ignored
from emulator.localstack.cloudformation.types import is_custom, is_ours
from emulator.localstack.cloudformation.updates import CHANGED, UpdateRefused, updater_of

LOG = logging.getLogger(__name__)
LONGEST_PAUSE_S = 1.0

Model = dict[str, Any]
Call = Callable[[ResourceRequest], ProgressEvent]


@dataclass(frozen=True)
class Outcome:
    """What came of it: the resource's properties and attributes, its physical id, and the reason when it failed."""

    model: Model = field(default_factory=dict)
    physical_id: str | None = None
    reason: str | None = None
    touched: bool = True
    """Whether anything may have been changed."""

    @property
    def failed(self) -> bool:
        """Whether it went wrong."""
        return self.reason is not None


class Handlers:
    """Those of the resources of one stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._executor = ResourceProviderExecutor(stack_name=stack.stack_name, stack_id=stack.stack_id)

    def schema(self, resource_type: str) -> Mapping[str, Any]:
        """The schema of a type."""
        schema: Mapping[str, Any] = self._provider(resource_type).SCHEMA
        return schema

    def create(self, logical_id: str, resource_type: str, properties: Model) -> Outcome:
        """Make the resource. A failed one that is there, at least in part, has its physical id."""
        provider = self._provider(resource_type)
        request = self._request("Add", logical_id, resource_type, properties, None)
        if problem := self._problem(provider, logical_id, resource_type, properties):
            return Outcome(reason=problem, touched=False)
        return self._outcome(provider, request, provider.create)

    def update(self, logical_id: str, resource_type: str, before: Model, given: Model, properties: Model) -> Outcome:
        """Change the resource in place, from what it is to the properties.

        `before` are its properties and attributes, `given` what the template gave of them.
        """
        provider = self._provider(resource_type)
        if problem := self._problem(provider, logical_id, resource_type, properties):
            return Outcome(before, self._physical_id(before, provider, resource_type), problem, touched=False)
        request = self._request("Modify", logical_id, resource_type, properties, before)
        try:
            update = updater_of(provider, request, given)
        except UpdateRefused as refused:
            return Outcome(before, self._physical_id(before, provider, resource_type), str(refused), touched=False)
        outcome = self._outcome(provider, request, update)
        model = before if outcome.failed else with_read_only(provider.SCHEMA, before, outcome.model)
        return Outcome(model, self._physical_id(model, provider, resource_type), outcome.reason)

    def delete(self, logical_id: str, resource_type: str, model: Model) -> Outcome:
        """Remove the resource; one that isn't there is removed."""
        provider = self._provider(resource_type)
        request = self._request("Remove", logical_id, resource_type, model, model)
        return self._outcome(provider, request, provider.delete, missing_is_success=True)

    def _problem(
        self, provider: ResourceProvider, logical_id: str, resource_type: str, properties: Model
    ) -> str | None:
        """Why these can't be the properties of a resource of the type; what LocalStack doesn't know is only noted."""
        if is_custom(resource_type):
            return None
        problems, unknown = check(provider.SCHEMA, properties)
        if resource_type in CHANGED or not is_ours(resource_type):
            for name in (*unknown, *ignored(resource_type, properties)):
                divergences.touch("cloudformation-property", f"{resource_type}.{name}", self._stack.account_id)
        elif unknown:
            problems += [f"#: extraneous key [{name}] is not permitted" for name in unknown]
        said = "\n".join(problems)
        return f"Properties validation failed for resource {logical_id} with message:\n{said}" if problems else None

    def _provider(self, resource_type: str) -> ResourceProvider:
        provider: ResourceProvider | None = self._executor.try_load_resource_provider(resource_type)
        if provider is None:
            raise LookupError(f"This emulator has no resources of the type {resource_type}")
        return provider

    def _request(
        self, action: str, logical_id: str, resource_type: str, properties: Model, before: Model | None
    ) -> ResourceRequest:
        credentials = {
            "accessKeyId": self._stack.account_id,
            "secretAccessKey": INTERNAL_AWS_SECRET_ACCESS_KEY,
            "sessionToken": "",
        }
        payload: Any = {
            "awsAccountId": self._stack.account_id,
            "callbackContext": {},
            "resourceType": resource_type,
            "region": self._stack.region_name,
            "action": action,
            "bearerToken": str(uuid.uuid4()),
            "requestData": {
                "logicalResourceId": logical_id,
                "resourceProperties": copy.deepcopy(properties),
                "previousResourceProperties": copy.deepcopy(before),
                "callerCredentials": credentials,
            },
        }
        return convert_payload(self._stack.stack_name, self._stack.stack_id, payload)

    def _outcome(
        self, provider: ResourceProvider, request: ResourceRequest, call: Call, missing_is_success: bool = False
    ) -> Outcome:
        try:
            event = _carried_out(request, call)
        except ClientError as error:
            response: Mapping[str, Any] = error.response
            if missing_is_success and is_missing(response):
                return Outcome()
            service = request.resource_type.split("::")[1]
            return self._failed(provider, request, reason_of(response, service))
        except (BotoCoreError, CustomResourceError, PropertyError, TimeoutError) as error:
            return self._failed(provider, request, str(error))
        except Exception as error:  # A provider may fail in any way; the stack says why.
            LOG.exception("%s of %s failed", request.action, request.resource_type)
            text = f"The emulator's {request.resource_type} failed: {type(error).__name__}: {error}"
            return self._failed(provider, request, text)
        model = event.resource_model or {}
        reason = (event.message or "The resource failed without a reason") if _has_failed(event) else None
        return Outcome(model, self._physical_id(model, provider, request.resource_type), reason)

    def _failed(self, provider: ResourceProvider, request: ResourceRequest, reason: str) -> Outcome:
        """What the provider wrote into the desired state before it failed says whether something is there."""
        model = request.desired_state or {}
        return Outcome(model, self._physical_id(model, provider, request.resource_type), reason)

    def _physical_id(self, model: Model, provider: ResourceProvider, resource_type: str) -> str | None:
        if "physicalId" in provider.SCHEMA:
            return _text(model.get(provider.SCHEMA["physicalId"]))
        try:
            found: str | None = self._executor.extract_physical_resource_id_from_model_with_schema(
                model, resource_type, provider.SCHEMA
            )
        except (AttributeError, KeyError, TypeError):
            return None
        return _text(found)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _has_failed(event: ProgressEvent) -> bool:
    return event.status is OperationStatus.FAILED


def _carried_out(request: ResourceRequest, call: Call) -> ProgressEvent:
    """Call until it is done, with pauses that grow; TimeoutError when it takes longer than LocalStack allows."""
    pause, deadline = 0.0, time.monotonic() + config.CFN_PER_RESOURCE_TIMEOUT
    while True:
        event = call(request)
        if event.status in (OperationStatus.SUCCESS, OperationStatus.FAILED):
            return event
        if time.monotonic() > deadline:
            raise TimeoutError(f"Resource timed out waiting for completion after {config.CFN_PER_RESOURCE_TIMEOUT} s")
        request.custom_context = {**request.custom_context, **event.custom_context}
        request.desired_state = event.resource_model or request.desired_state
        time.sleep(pause)
        pause = min(LONGEST_PAUSE_S, pause * 2 + 0.01)
