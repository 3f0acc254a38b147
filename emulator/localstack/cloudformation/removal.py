"""Removes resources of a stack in the reverse order of their dependencies, and keeps what can't or shan't go."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from localstack.services.cloudformation.v2.entities import Stack

from emulator.cloudformation.references import deletion_order
from emulator.localstack.cloudformation.events import resource_is
from emulator.localstack.cloudformation.handlers import Handlers

Record = dict[str, Any]
Keeps = Callable[[Record], bool]


def retained(record: Record) -> bool:
    """Whether the template says that the resource outlives the stack."""
    return record.get("DeletionPolicy") in ("Retain", "RetainExceptOnCreate")


def retained_from_the_first(record: Record) -> bool:
    """Whether it says so even while the stack is being created."""
    return record.get("DeletionPolicy") == "Retain"


def remove(stack: Stack, names: Collection[str], keeps: Keeps) -> dict[str, str]:
    """Remove those resources of the stack; the reasons of those that couldn't be, by name.

    What a resource depends on that couldn't be removed stays too. A removed or kept resource is the stack's no more.
    """
    records: Mapping[str, Record] = stack.resolved_resources
    chosen = {name: set(records[name].get("DependsOn", ())) for name in names if name in records}
    failures: dict[str, str] = {}
    needed: set[str] = set()
    for name in deletion_order(chosen):
        record = records[name]
        if name in needed:
            needed |= chosen[name]
        elif keeps(record):
            _told(stack, name, record, "DELETE_SKIPPED")
            del stack.resolved_resources[name]
            stack.resource_states.pop(name, None)
        elif reason := _removed(stack, name, record):
            failures[name] = reason
            needed |= chosen[name]
    return failures


def _removed(stack: Stack, name: str, record: Record) -> str | None:
    _told(stack, name, record, "DELETE_IN_PROGRESS")
    outcome = Handlers(stack).delete(name, record["Type"], record["Properties"])
    if outcome.failed:
        record["ResourceStatus"] = "DELETE_FAILED"
        _told(stack, name, record, "DELETE_FAILED", outcome.reason)
        return outcome.reason
    _told(stack, name, record, "DELETE_COMPLETE")
    del stack.resolved_resources[name]
    return None


def _told(stack: Stack, name: str, record: Record, status: str, reason: str | None = None) -> None:
    physical_id = record.get("PhysicalResourceId")
    resource_is(stack, name, record["Type"], status, physical_id=physical_id, reason=reason)


def failed_to_delete(failures: Mapping[str, str]) -> str:
    """The stack's reason."""
    return f"The following resource(s) failed to delete: [{', '.join(failures)}]. "
