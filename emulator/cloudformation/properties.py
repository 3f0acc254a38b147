"""The properties of a resource, checked by its type's schema as CloudFormation does before it calls the provider."""

from collections.abc import Mapping
from typing import Any


class PropertyError(ValueError):
    """A property that this emulator can't give a resource; the message is the reason of the resource's status."""


def check(schema: Mapping[str, Any], properties: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """What is wrong with the properties, in CloudFormation's words, and the names of those that the schema lacks."""
    missing = [name for name in schema.get("required") or [] if name not in properties]
    known = schema.get("properties") or {}
    unknown = sorted(name for name in properties if name not in known)
    return [f"#: required key [{name}] not found" for name in missing], unknown
