"""May CloudWatch alarms invoke this function? The function's resource policy decides.

Source: user guide, "Alarm actions" → Lambda: the policy must allow `lambda:InvokeFunction` to the service principal
`lambda.alarms.cloudwatch.amazonaws.com`, as a rule with the alarm's ARN as source.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

PRINCIPAL = "lambda.alarms.cloudwatch.amazonaws.com"
DENIED = (
    "CloudWatch Alarms is not authorized to perform: lambda:InvokeFunction on the resource because no resource-based "
    "policy allows the lambda:InvokeFunction action"
)


def may_invoke(policy: Mapping[str, Any] | None, alarm_arn: str, account_id: str) -> bool:
    """True when a statement of the function's policy allows it and none denies it."""
    context = {"aws:sourcearn": alarm_arn, "aws:sourceaccount": account_id}
    statements = _listed((policy or {}).get("Statement"))
    effects = {one.get("Effect") for one in statements if _applies(one, context)}
    return "Allow" in effects and "Deny" not in effects


def _applies(statement: Mapping[str, Any], context: Mapping[str, str]) -> bool:
    actions = [str(action).lower() for action in _listed(statement.get("Action"))]
    return (
        any(fnmatchcase("lambda:invokefunction", action) for action in actions)
        and _is_ours(statement.get("Principal"))
        and all(
            _condition(kind, key, _listed(values), context)
            for kind, tests in (statement.get("Condition") or {}).items()
            for key, values in tests.items()
        )
    )


def _is_ours(principal: Any) -> bool:
    if isinstance(principal, Mapping):
        return PRINCIPAL in _listed(principal.get("Service")) or "*" in _listed(principal.get("AWS"))
    return bool(principal == "*")


def _condition(kind: str, key: str, values: list[Any], context: Mapping[str, str]) -> bool:
    actual = context.get(key.lower())
    if actual is None:
        return kind.endswith("IfExists")
    kind = kind.removesuffix("IfExists")
    negated = "Not" in kind
    if kind.replace("Not", "") in ("ArnLike", "ArnEquals", "StringLike"):
        return negated != any(fnmatchcase(actual, str(value)) for value in values)
    return negated != (actual in [str(value) for value in values])


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
