"""The protocol of custom resources: the request that the function gets, the answer that it puts at the ResponseURL.

Source: the CloudFormation user guide, "Custom resource request objects" and "Custom resource response objects".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DEFAULT_TIMEOUT_S = MAXIMAL_TIMEOUT_S = 3600
MAXIMAL_RESPONSE_BYTES = 4096


class CustomResourceError(ValueError):
    """The custom resource failed; the message is the reason of the resource's status."""

    def __init__(self, text: str, physical_id: str | None = None) -> None:
        super().__init__(text)
        self.physical_id = physical_id
        """What the function named although it failed."""


@dataclass(frozen=True)
class Asked:
    """What one request is about."""

    request_type: str
    """Create, Update or Delete."""
    request_id: str
    stack_id: str
    logical_id: str
    resource_type: str
    response_url: str
    properties: Mapping[str, Any]
    """As the template gives them, ServiceToken among them."""
    old_properties: Mapping[str, Any] | None = None
    physical_id: str | None = None

    def document(self) -> dict[str, Any]:
        """The event of the function."""
        document: dict[str, Any] = {
            "RequestType": self.request_type,
            "ServiceToken": self.properties["ServiceToken"],
            "ResponseURL": self.response_url,
            "StackId": self.stack_id,
            "RequestId": self.request_id,
            "LogicalResourceId": self.logical_id,
            "ResourceType": self.resource_type,
            "ResourceProperties": as_strings(self.properties),
        }
        if self.physical_id is not None:
            document["PhysicalResourceId"] = self.physical_id
        if self.old_properties is not None:
            document["OldResourceProperties"] = as_strings(self.old_properties)
        return document


@dataclass(frozen=True)
class Answered:
    """What the function made of it."""

    physical_id: str
    data: Mapping[str, Any] = field(default_factory=dict)


def as_strings(value: Any) -> Any:
    """Properties as functions get them: every boolean and number is a string."""
    if isinstance(value, Mapping):
        return {key: as_strings(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_strings(one) for one in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None or isinstance(value, str) else str(value)


def timeout_s(properties: Mapping[str, Any]) -> int:
    """How long an answer is awaited: the property ServiceTimeout, 1 to 3600 seconds; without it, 3600."""
    given = properties.get("ServiceTimeout", DEFAULT_TIMEOUT_S)
    try:
        seconds = int(given)
    except (TypeError, ValueError):
        seconds = 0
    if not 1 <= seconds <= MAXIMAL_TIMEOUT_S:
        raise CustomResourceError(f"ServiceTimeout must be a number from 1 to {MAXIMAL_TIMEOUT_S}, not {given}")
    return seconds


def answer_to(asked: Asked, body: bytes) -> Answered:
    """What the body says that was put at the ResponseURL; CustomResourceError when it failed or can't be used."""
    answer = _read(asked, body)
    if answer.get("Status") != "SUCCESS":
        reason = answer.get("Reason")
        text = f"Received response status [{answer.get('Status')}] from custom resource. Message returned: {reason}"
        named = answer.get("PhysicalResourceId")
        raise CustomResourceError(f"{text} (RequestId: {asked.request_id})", named if isinstance(named, str) else None)
    physical_id = answer.get("PhysicalResourceId") or asked.physical_id
    if not isinstance(physical_id, str):
        raise CustomResourceError(f"Vendor response doesn't contain PhysicalResourceId key in object {_name(asked)}")
    data = answer.get("Data") or {}
    if not isinstance(data, dict):
        raise CustomResourceError(f"Vendor response doesn't contain attributes as an object in Data {_name(asked)}")
    return Answered(physical_id, data)


def _read(asked: Asked, body: bytes) -> dict[str, Any]:
    if len(body) > MAXIMAL_RESPONSE_BYTES:
        raise CustomResourceError(f"Response object is too long {_name(asked)}: at most {MAXIMAL_RESPONSE_BYTES} bytes")
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise CustomResourceError(f"Invalid response object, not JSON {_name(asked)}: {error}") from error
    if not isinstance(answer, dict) or answer.get("Status") not in ("SUCCESS", "FAILED"):
        raise CustomResourceError(f"Invalid response object: Status is neither SUCCESS nor FAILED {_name(asked)}")
    for key, expected in (
        ("StackId", asked.stack_id),
        ("RequestId", asked.request_id),
        ("LogicalResourceId", asked.logical_id),
    ):
        if answer.get(key) != expected:
            raise CustomResourceError(f"Invalid response object: Value at '{key}' is not the request's {_name(asked)}")
    return answer


def _name(asked: Asked) -> str:
    return f"[{asked.stack_id}|{asked.logical_id}|{asked.request_id}]"


def no_answer(asked: Asked, waited_s: int) -> str:
    """The reason of a request that nobody answered in time."""
    return (
        f"CloudFormation did not receive a response from your custom resource within {waited_s} seconds. "
        f"Please check your logs for requestId [{asked.request_id}]: the function must PUT its answer at the "
        "ResponseURL also when it fails."
    )
