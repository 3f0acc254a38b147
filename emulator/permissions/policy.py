"""May this principal do that? Statements of a function's resource policy, and of what an authorizer returned.

Rules: IAM user guide, "Policy evaluation logic" and "Condition operators"; an explicit deny wins, no statement is a no.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Access:
    """What is asked: an action on a resource by a service, with the condition keys (lower case) that it carries."""

    action: str
    resource: str
    service: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)


def allows(policy: Mapping[str, Any], access: Access) -> bool:
    """True when a statement allows `access` and none denies it. A condition that isn't understood never allows."""
    effects = {statement.get("Effect") for statement in _list(policy.get("Statement")) if _applies(statement, access)}
    return "Allow" in effects and "Deny" not in effects


def like(pattern: str, value: str) -> bool:
    """IAM's wildcards: `*` is any text, `?` any one character."""
    parts = (".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern)
    return re.fullmatch("".join(parts), value, re.DOTALL) is not None


def arn_like(pattern: str, arn: str) -> bool:
    """`ArnLike`: each of the six parts between colons is compared on its own."""
    patterns, parts = pattern.split(":", 5), arn.split(":", 5)
    return len(patterns) == len(parts) and all(map(like, patterns, parts))


def _applies(statement: Mapping[str, Any], access: Access) -> bool:
    return (
        _principal(statement.get("Principal"), access.service)
        and any(like(action.lower(), access.action.lower()) for action in _list(statement.get("Action")))
        and any(like(resource, access.resource) for resource in _list(statement.get("Resource")))
        and all(_condition(operator, wanted, access) for operator, wanted in (statement.get("Condition") or {}).items())
    )


def _principal(principal: Any, service: str) -> bool:
    """An authorizer's policy names no principal; a function's names services, or everybody."""
    if principal is None:
        return not service
    if isinstance(principal, Mapping):
        return service in _list(principal.get("Service")) or "*" in _list(principal.get("AWS"))
    return principal in ("*", service)


_OPERATORS = {
    "arnlike": arn_like,
    "arnequals": arn_like,
    "stringlike": like,
    "stringequals": str.__eq__,
}


def _condition(operator: str, wanted: Mapping[str, Any], access: Access) -> bool:
    """Of a key that isn't there, only what must not match holds, and what is to be tested if it exists."""
    name, if_exists = operator.lower().removesuffix("ifexists"), operator.lower().endswith("ifexists")
    test, negated = _OPERATORS.get(name.replace("not", "")), "not" in name
    if test is None:
        return False
    return all(
        negated or if_exists
        if (value := access.keys.get(key.lower())) is None
        else negated != any(test(pattern, value) for pattern in _list(patterns))
        for key, patterns in wanted.items()
    )


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
