"""What EventBridge refuses. API reference: PutPermission."""

from collections.abc import Mapping
from typing import Any

from emulator.validation.policy_document import is_policy
from emulator.validation.refusal import Refusal


def put_permission(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    """PutPermission: a policy is a JSON object."""
    policy = request.get("Policy")
    if policy is None or is_policy(policy):
        return None
    return Refusal("ValidationException", "Provided policy is not valid JSON.")


RULES = {"PutPermission": put_permission}
