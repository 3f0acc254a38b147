"""What EventBridge refuses. API reference: PutPermission; user guide, "Creating Amazon EventBridge event patterns".

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html has the operators.
"""

import json
from collections.abc import Mapping
from typing import Any

from emulator.validation.policy_document import is_policy
from emulator.validation.refusal import Refusal

OPERATORS = frozenset(
    {"anything-but", "cidr", "equals-ignore-case", "exists", "numeric", "prefix", "suffix", "wildcard"}
)


def put_permission(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    """PutPermission: a policy is a JSON object."""
    policy = request.get("Policy")
    if policy is None or is_policy(policy):
        return None
    return Refusal("ValidationException", "Provided policy is not valid JSON.")


def with_pattern(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    """PutRule and the archives: a pattern is an object whose fields are objects or lists of what they match."""
    text = request.get("EventPattern")
    if not text:
        return None
    try:
        pattern = json.loads(text)
    except ValueError:
        reason: str | None = "Filter is not valid JSON"
    else:
        reason = _reason(pattern) if isinstance(pattern, dict) else "Filter is not an object"
    if reason is None:
        return None
    return Refusal("InvalidEventPatternException", f"Event pattern is not valid. Reason: {reason}")


def _reason(pattern: Mapping[str, Any]) -> str | None:
    """Why an object is none of a pattern."""
    if not pattern:
        return "Empty objects are not allowed"
    for name, wanted in pattern.items():
        if isinstance(wanted, dict):
            reason = _reason(wanted)
        elif not isinstance(wanted, list):
            reason = f'"{name}" must be an object or an array'
        elif not wanted:
            reason = "Empty arrays are not allowed"
        else:
            reason = next(filter(None, (_part(name, each) for each in wanted)), None)
        if reason:
            return reason
    return None


def _part(name: str, wanted: Any) -> str | None:
    """Why a member of a list is no value, and no operator; below `$or` it is a pattern."""
    if isinstance(wanted, list):
        return "Match value must be String, number, true, false, or null"
    if not isinstance(wanted, dict):
        return None
    if name == "$or":
        return _reason(wanted)
    if len(wanted) != 1:
        return "Only one key allowed in match expression"
    return next((f"Unrecognized match type {key}" for key in wanted if key not in OPERATORS), None)


RULES = {
    "PutPermission": put_permission,
    **dict.fromkeys(("PutRule", "CreateArchive", "UpdateArchive"), with_pattern),
}
