"""What stacks export and import: names that one stack may export, and none may take away while it is imported."""

from collections.abc import Mapping
from typing import Any

from localstack.aws.api.cloudformation import Export, StackStatus
from localstack.services.cloudformation.engine.validations import ValidationError
from localstack.services.cloudformation.stores import get_cloudformation_store
from localstack.services.cloudformation.v2.entities import Stack


def of(account_id: str, region: str) -> Mapping[str, Export]:
    """The exports of the account and region, by name."""
    exports: Mapping[str, Export] = get_cloudformation_store(account_id, region).exports_v2
    return exports


def importing(account_id: str, region: str, name: str) -> list[str]:
    """The names of the stacks that import the export, sorted."""
    stacks = get_cloudformation_store(account_id, region).stacks_v2.values()
    return sorted(one.stack_name for one in stacks if _is_there(one) and name in imports_of(one))


def imports_of(stack: Stack) -> set[str]:
    """The names that the stack imports."""
    names: set[str] = getattr(stack, "imports", set())
    return names


def check(stack: Stack, exported: Mapping[str, str]) -> None:
    """Refuse that the stack exports these values from now on, if another stack's exports or imports forbid it."""
    for name in exported:
        owner: Any = of(stack.account_id, stack.region_name).get(name)
        if owner is not None and owner["ExportingStackId"] != stack.stack_id:
            other = owner["ExportingStackId"].split("/")[1]
            raise ValidationError(f"Export with name {name} is already exported by stack {other}.")
    for name, value in stack.resolved_exports.items():
        users = importing(stack.account_id, stack.region_name, name)
        if users and exported.get(name) != value:
            verb = "updated" if name in exported else "deleted"
            raise ValidationError(f"Export {name} cannot be {verb} as it is in use by {', '.join(users)}")


def _is_there(stack: Stack) -> bool:
    return bool(stack.status != StackStatus.DELETE_COMPLETE)
