"""What becomes of a stack: created, updated or deleted to the end, or brought back to what it was."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from threading import Event
from typing import Any

from localstack.aws.api.cloudformation import StackStatus
from localstack.services.cloudformation.engine.validations import ValidationError
from localstack.services.cloudformation.v2.entities import ChangeSet, Stack

from emulator.cloudformation.undoing import Undo, undo
from emulator.localstack.cloudformation import exports
from emulator.localstack.cloudformation.deployment import Deployment, Record
from emulator.localstack.cloudformation.events import old_resource_is, resource_is, stack_is
from emulator.localstack.cloudformation.handlers import Handlers
from emulator.localstack.cloudformation.removal import (
    failed_to_delete,
    remove,
    retained,
    retained_from_the_first,
)


class OnFailure(Enum):
    """What becomes of a stack that can't be created or updated."""

    ROLLBACK = "ROLLBACK"
    DO_NOTHING = "DO_NOTHING"
    DELETE = "DELETE"


def create(stack: Stack, change_set: ChangeSet, on_failure: OnFailure, stopping: Event) -> bool:
    """Create the stack; whether it is there. One that is stopped leaves the rest to who stopped it."""
    _take_template(stack, change_set)
    deployment = Deployment(change_set, stopping)
    done = deployment.run()
    stack.resolved_resources = deployment.resources
    if done:
        _finish(stack, deployment)
        stack_is(stack, StackStatus.CREATE_COMPLETE)
    elif stopping.is_set():
        return False
    elif on_failure is OnFailure.DO_NOTHING:
        stack_is(stack, StackStatus.CREATE_FAILED, _failure(deployment, "create"))
    elif on_failure is OnFailure.DELETE:
        stack_is(stack, StackStatus.DELETE_IN_PROGRESS, _failure(deployment, "create"))
        delete(stack, ())
    else:
        _roll_back_creation(stack, deployment)
    return done


def _roll_back_creation(stack: Stack, deployment: Deployment) -> None:
    stack_is(stack, StackStatus.ROLLBACK_IN_PROGRESS, f"{_failure(deployment, 'create')} Rollback requested by user.")
    failures = remove(stack, list(stack.resolved_resources), retained_from_the_first)
    if failures:
        stack_is(stack, StackStatus.ROLLBACK_FAILED, failed_to_delete(failures))
    else:
        stack_is(stack, StackStatus.ROLLBACK_COMPLETE)


def update(stack: Stack, change_set: ChangeSet, on_failure: OnFailure, stopping: Event) -> bool:
    """Update the stack; whether it is as the change set says. One that is stopped leaves the rest to who stopped it."""
    deployment = Deployment(change_set, stopping)
    if deployment.run():
        _clean_up(stack, change_set, deployment)
        return True
    if stopping.is_set():
        stack.resolved_resources = {**deployment.before, **deployment.resources}
    elif on_failure is OnFailure.DO_NOTHING:
        stack.resolved_resources = {**deployment.before, **deployment.resources}
        stack_is(stack, StackStatus.UPDATE_FAILED, _failure(deployment, "update"))
    else:
        _roll_back_update(stack, deployment)
    return False


def _clean_up(stack: Stack, change_set: ChangeSet, deployment: Deployment) -> None:
    """What was replaced goes, and what the template has no more; it may stay, as in AWS, and is named."""
    stack.resolved_resources = deployment.resources
    failures: dict[str, str] = {}
    if deployment.replaced or deployment.removed:
        stack_is(stack, StackStatus.UPDATE_COMPLETE_CLEANUP_IN_PROGRESS)
        for name, record in deployment.replaced[::-1]:
            failures |= _remove_old(stack, name, record, keeps=record.get("UpdateReplacePolicy") == "Retain")
        failures |= remove(stack, deployment.removed, retained)
        for name in failures:
            if name in deployment.removed:
                stack.resolved_resources.pop(name, None)
    _take_template(stack, change_set)
    _finish(stack, deployment)
    stack_is(stack, StackStatus.UPDATE_COMPLETE, failed_to_delete(failures) if failures else None)


def _remove_old(stack: Stack, name: str, record: Record, keeps: bool) -> dict[str, str]:
    if keeps:
        old_resource_is(stack, name, record, "DELETE_SKIPPED", None)
        return {}
    old_resource_is(stack, name, record, "DELETE_IN_PROGRESS", None)
    outcome = Handlers(stack).delete(name, record["Type"], record["Properties"])
    old_resource_is(stack, name, record, "DELETE_FAILED" if outcome.failed else "DELETE_COMPLETE", outcome.reason)
    return {name: str(outcome.reason)} if outcome.failed else {}


def _roll_back_update(stack: Stack, deployment: Deployment) -> None:
    stack_is(stack, StackStatus.UPDATE_ROLLBACK_IN_PROGRESS, _failure(deployment, "update"))
    undoing = undo(deployment.journal)
    after, before = deployment.resources, {name: dict(record) for name, record in deployment.before.items()}
    failures = _update_back(stack, undoing, after, before)
    stack.resolved_resources = before
    if failures:
        text = f"The following resource(s) failed to update: [{', '.join(failures)}]. "
        stack_is(stack, StackStatus.UPDATE_ROLLBACK_FAILED, text)
        return
    stack_is(stack, StackStatus.UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS)
    left: dict[str, str] = {}
    for name in undoing.deleted:
        left |= _remove_old(stack, name, after[name], keeps=False)
    for name in [name for name in stack.resource_states if name not in before]:
        del stack.resource_states[name]
    for name, record in before.items():
        if name in stack.resource_states:
            stack.resource_states[name] |= {
                "PhysicalResourceId": record["PhysicalResourceId"],
                "ResourceStatus": record["ResourceStatus"],
            }
    stack_is(stack, StackStatus.UPDATE_ROLLBACK_COMPLETE, failed_to_delete(left) if left else None)


def _update_back(stack: Stack, undoing: Undo, after: Mapping[str, Record], before: dict[str, Record]) -> dict[str, str]:
    failures: dict[str, str] = {}
    for name in undoing.updated_back:
        old, kind = before[name], before[name]["Type"]
        resource_is(stack, name, kind, "UPDATE_IN_PROGRESS", physical_id=old["PhysicalResourceId"])
        outcome = Handlers(stack).update(name, kind, after[name]["Properties"], after[name]["Applied"], old["Applied"])
        status = "UPDATE_FAILED" if outcome.failed else "UPDATE_COMPLETE"
        physical_id = outcome.physical_id or old["PhysicalResourceId"]
        resource_is(stack, name, kind, status, physical_id=physical_id, reason=outcome.reason)
        before[name] = {**old, "PhysicalResourceId": physical_id, "ResourceStatus": status}
        if outcome.failed:
            failures[name] = str(outcome.reason)
        else:
            before[name]["Properties"] = outcome.model
    return failures


def delete(stack: Stack, retain: tuple[str, ...]) -> None:
    """Delete the stack, which is in DELETE_IN_PROGRESS, but for the resources that are to be retained."""
    try:
        exports.check(stack, {})
    except ValidationError as error:
        stack_is(stack, StackStatus.DELETE_FAILED, f"Delete canceled. {error.message}")
        return
    failures = remove(
        stack,
        list(stack.resolved_resources),
        lambda record: retained(record) or record["LogicalResourceId"] in retain,
    )
    if failures:
        stack_is(stack, StackStatus.DELETE_FAILED, failed_to_delete(failures))
        return
    stack.deletion_time = datetime.now(tz=UTC)
    stack.resolved_exports = {}
    stack.imports = set()
    stack_is(stack, StackStatus.DELETE_COMPLETE)


def _take_template(stack: Stack, change_set: ChangeSet) -> None:
    stack.template = change_set.template
    stack.template_body = change_set.template_body
    stack.processed_template = change_set.processed_template
    stack.resolved_parameters = change_set.resolved_parameters
    description: Any = (change_set.template or {}).get("Description")
    stack.description = description


def _finish(stack: Stack, deployment: Deployment) -> None:
    deployment.refresh()
    stack.resolved_outputs = deployment.outputs
    stack.resolved_exports = deployment.exported()
    stack.imports = deployment.imports


def _failure(deployment: Deployment, verb: str) -> str:
    if deployment.failed:
        return f"The following resource(s) failed to {verb}: [{', '.join(deployment.failed)}]."
    return str(deployment.reason)
