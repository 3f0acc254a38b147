"""Whether a changed resource is updated in place or replaced: what its type's schema says of the properties."""

from collections.abc import Mapping
from typing import Any

Properties = Mapping[str, Any]
Schema = Mapping[str, Any]
_PREFIX = "/properties/"


def paths(schema: Schema, kind: str) -> list[list[str]]:
    """The paths that a schema lists under `kind` (`createOnlyProperties`, …), each as its parts."""
    return [path.removeprefix(_PREFIX).split("/") for path in schema.get(kind) or []]


def value_at(properties: Properties, path: list[str]) -> Any:
    """What stands at the path; None when nothing does."""
    value: Any = properties
    for part in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def needs_replacement(schema: Schema, before: Properties, after: Properties) -> bool:
    """Whether a property differs that can only be given when the resource is created."""
    return any(value_at(before, path) != value_at(after, path) for path in paths(schema, "createOnlyProperties"))


def kept_name(schema: Schema, before: Properties, after: Properties) -> str | None:
    """The name that keeps a replacement from being made beside the old resource: given by the template, unchanged.

    Only of types whose primary identifier is that one property, which the template may give.
    """
    identifiers = paths(schema, "primaryIdentifier")
    if len(identifiers) != 1 or identifiers[0] not in paths(schema, "createOnlyProperties"):
        return None
    name = value_at(after, identifiers[0])
    return name if isinstance(name, str) and name == value_at(before, identifiers[0]) else None


def with_read_only(schema: Schema, before: Properties, after: Properties) -> dict[str, Any]:
    """`after` with the attributes that are read only, and those that identify, as `before` has them.

    What the provider answered goes before.
    """
    merged = dict(after)
    for path in (*paths(schema, "readOnlyProperties"), *paths(schema, "primaryIdentifier")):
        if len(path) == 1 and merged.get(path[0]) is None and before.get(path[0]) is not None:
            merged[path[0]] = before[path[0]]
    return merged
