"""Resource policies, read as far as wiring needs it: which service may do what, for which source.

No evaluation of IAM: that is the emulator's. Conditions other than those on the source are not looked at.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any


@dataclass(frozen=True)
class Grant:
    """A statement that lets a service in; `sources` are patterns of ARNs, empty for any source."""

    service: str
    actions: tuple[str, ...]
    sources: tuple[str, ...]

    def lets(self, service: str, action: str, source_arn: str) -> bool:
        """Whether the service may do that on behalf of that source."""
        named = self.service in ("*", service) and any(
            fnmatchcase(action.lower(), pattern.lower()) for pattern in self.actions
        )
        return named and (not self.sources or any(fnmatchcase(source_arn, each) for each in self.sources))


def grants(policy: str | Mapping[str, Any] | None) -> Iterator[Grant]:
    """The statements of a policy that let services in; also those for everybody."""
    document = json.loads(policy) if isinstance(policy, str) and policy else policy or {}
    statements = document.get("Statement", [])
    for each in statements if isinstance(statements, list) else [statements]:
        principal = each.get("Principal", {})
        named = principal if isinstance(principal, dict) else {"AWS": principal}
        conditions = each.get("Condition", {})
        everybody = "*" in many(named.get("AWS")) and _keys(conditions) <= OF_SERVICES
        services = ["*"] if everybody else many(named.get("Service"))
        if each.get("Effect") == "Allow":
            for service in services:
                yield Grant(service, tuple(many(each.get("Action"))), tuple(_sources(conditions)))


OF_SERVICES = {"aws:sourcearn", "aws:sourceaccount"}
"""Keys that a service's request has; a condition on others, such as the topic's owner, shuts services out."""


def _keys(conditions: Mapping[str, Mapping[str, Any]]) -> set[str]:
    return {key.lower() for keys in conditions.values() for key in keys}


def many(value: Any) -> list[str]:
    """The values of an element that may stand alone."""
    return [str(each) for each in value] if isinstance(value, list) else [] if value is None else [str(value)]


def _sources(conditions: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for keys in conditions.values():
        for key, value in keys.items():
            if key.lower() == "aws:sourcearn":
                yield from many(value)
