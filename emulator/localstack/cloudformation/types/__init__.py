"""The resource types that are ours, beside those of LocalStack: one module each, found by name when it is wanted."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from emulator.localstack.cloudformation.types.table import CUSTOM, MODULES, REFUSED


def class_of(resource_type: str) -> type | None:
    """The provider of a type of ours; None for LocalStack's and for unknown ones."""
    module = MODULES.get(resource_type)
    if module is None and resource_type.startswith("Custom::") and resource_type not in REFUSED:
        module = MODULES[CUSTOM]
    if module is None:
        return None
    provider: type = import_module(f"emulator.localstack.cloudformation.types.{module}").PROVIDERS[
        resource_type if resource_type in MODULES else CUSTOM
    ]
    return provider


def is_custom(resource_type: str) -> bool:
    """Whether resources of the type are made by a function of the user's.

    Another physical id in its answer to an update means that the old resource is to be deleted.
    """
    return resource_type == CUSTOM or (resource_type.startswith("Custom::") and resource_type not in MODULES)


def is_ours(resource_type: str) -> bool:
    """Whether the provider of the type is one of ours."""
    return resource_type in MODULES


def attribute_of(resource_type: str, model: Mapping[str, Any], attribute: str) -> Any:
    """The attribute that Fn::GetAtt names; None without it."""
    found = model.get("Data") or {} if is_custom(resource_type) else model
    if attribute in found:
        return found[attribute]
    for part in attribute.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(part)
    return found
