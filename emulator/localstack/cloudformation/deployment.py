"""Brings the resources of a change set about, in the order of their dependencies, and keeps what was done.

LocalStack's preprocessor evaluates the template; what follows from a difference is decided here.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Event
from typing import Any

from localstack.services.cloudformation.engine.v2.change_set_model import is_nothing
from localstack.services.cloudformation.engine.v2.change_set_model_preproc import (
    PreprocEntityDelta,
    PreprocResource,
)
from localstack.services.cloudformation.v2.entities import ChangeSet

from emulator.cloudformation.cdk import helper_functions, with_stand_in
from emulator.cloudformation.references import dependencies
from emulator.cloudformation.replacement import kept_name, needs_replacement
from emulator.cloudformation.undoing import Action, Done
from emulator.divergences import divergences
from emulator.localstack.cloudformation.events import resource_is
from emulator.localstack.cloudformation.handlers import Handlers, Outcome
from emulator.localstack.cloudformation.outputs import OutputsVisitor
from emulator.localstack.cloudformation.types import is_custom

Record = dict[str, Any]
"""A resource as deployed: Type, Properties (its model), Given (by the template), Applied (as made), and so on."""


class Stopped(Exception):
    """The deployment ends here: a resource failed, or the stack is to be deleted."""


class Deployment(OutputsVisitor):
    """One run through a change set. `failed` has the resources that did, `resources` all that are there now."""

    def __init__(self, change_set: ChangeSet, stopping: Event) -> None:
        super().__init__(change_set)
        self.stack = change_set.stack
        self.before: Mapping[str, Record] = dict(change_set.stack.resolved_resources)
        self.journal: list[Done] = []
        self.removed: list[str] = []
        """Those that the template has no more, each after what it depended on."""
        self.replaced: list[tuple[str, Record]] = []
        """What is there still of those that were made anew."""
        self.failed: list[str] = []
        self.reason: str | None = None
        self._template: Mapping[str, Any] = change_set.processed_template
        self._helpers = helper_functions(self._template["Resources"])
        self._dependencies = dependencies(self._template["Resources"])
        self._handlers = Handlers(self.stack)
        self._stopping = stopping

    def run(self) -> bool:
        """Whether all went well."""
        try:
            self.process()
            self.check_exports()
        except Stopped as stopped:
            self.reason = str(stopped)
        except Exception as error:  # What the preprocessor can't evaluate may fail in any way; the stack says why.
            self.reason = str(error)
        return self.reason is None

    def refresh(self) -> None:
        """Note what the template says of every resource that is there: what it depends on, and its policies."""
        for name in self.resources:
            self.resources[name] |= self._told(name)

    # ---- the walk ----

    def visit_node_resources(self, node_resources: Any) -> None:
        """Every resource, also those whose condition turned false: they go."""
        for node in node_resources.resources:
            self.visit(node)

    def visit_node_depends_on(self, node_depends_on: Any) -> PreprocEntityDelta:
        """Those that the resource names by DependsOn come first."""
        delta: PreprocEntityDelta = super().visit_node_depends_on(node_depends_on)
        for name in {*(delta.before or []), *(delta.after or [])}:
            self._get_node_resource_for(name, self._change_set.update_model.node_template)
        return delta

    def visit_node_resource(self, node_resource: Any) -> PreprocEntityDelta:
        """Evaluate the resource, after all that it refers to, and bring about what it shall be."""
        if not any(self.wanted(node_resource)):
            return PreprocEntityDelta()
        if self._stopping.is_set():
            raise Stopped("Resource creation cancelled")
        try:
            delta: PreprocEntityDelta = super().visit_node_resource(node_resource)
        except Stopped:
            raise
        except Exception as error:
            self._fail(node_resource.name, str(node_resource.type_.value), str(error), None)
        self._bring_about(node_resource.name, delta)
        return delta

    def _bring_about(self, name: str, delta: PreprocEntityDelta) -> None:
        record, after = self.before.get(name), delta.after
        if is_nothing(after):
            if record is not None:
                self.removed.append(name)
                self.resources[name] = record
            return
        if record is None:
            self._create(name, after)
        elif record["Type"] != after.resource_type:
            self._replace(name, record, after)
        elif _properties(delta.before) != _properties(after):
            self._change(name, record, after)
        else:
            self.resources[name] = record
        after.physical_resource_id = self.resources[name].get("PhysicalResourceId")

    # ---- what is done ----

    def _create(self, name: str, after: PreprocResource) -> None:
        resource_is(self.stack, name, after.resource_type, "CREATE_IN_PROGRESS")
        outcome = self._handlers.create(name, after.resource_type, self._applied(name, after))
        if not outcome.failed or outcome.physical_id is not None:
            self.journal.append(Done(name, Action.CREATED))
            self._keep(name, after, outcome, "CREATE")
        self._told_or_failed(name, after.resource_type, outcome, "CREATE")

    def _change(self, name: str, record: Record, after: PreprocResource) -> None:
        schema, properties = self._handlers.schema(after.resource_type), _properties(after)
        if needs_replacement(schema, record["Given"], properties):
            if kept := kept_name(schema, record["Given"], properties):
                text = "CloudFormation cannot update a stack when a custom-named resource requires replacing."
                self._fail(name, after.resource_type, f"{text} Rename {kept} and update the stack again.", record)
            self._replace(name, record, after)
            return
        resource_is(
            self.stack, name, after.resource_type, "UPDATE_IN_PROGRESS", physical_id=record["PhysicalResourceId"]
        )
        outcome = self._handlers.update(
            name, after.resource_type, record["Properties"], record["Applied"], self._applied(name, after)
        )
        if outcome.touched:
            self.journal.append(Done(name, Action.UPDATED))
        self._keep(name, after, outcome, "UPDATE", record)
        self._told_or_failed(name, after.resource_type, outcome, "UPDATE")
        if outcome.physical_id != record["PhysicalResourceId"] and is_custom(after.resource_type):
            self.journal[-1] = Done(name, Action.REPLACED)
            self.replaced.append((name, record))

    def _replace(self, name: str, record: Record, after: PreprocResource) -> None:
        text = "Requested update requires the creation of a new physical resource; hence creating one."
        old_id = record["PhysicalResourceId"]
        resource_is(self.stack, name, after.resource_type, "UPDATE_IN_PROGRESS", physical_id=old_id, reason=text)
        outcome = self._handlers.create(name, after.resource_type, self._applied(name, after))
        if not outcome.failed or outcome.physical_id not in (None, old_id):
            self.journal.append(Done(name, Action.REPLACED))
            self._keep(name, after, outcome, "UPDATE")
        self._told_or_failed(name, after.resource_type, outcome, "UPDATE")
        self.replaced.append((name, record))

    def _keep(
        self, name: str, after: PreprocResource, outcome: Outcome, verb: str, before: Record | None = None
    ) -> None:
        self.resources[name] = {
            "LogicalResourceId": name,
            "Type": after.resource_type,
            "Properties": outcome.model,
            "Given": _properties(after),
            "Applied": self._applied(name, after),
            "PhysicalResourceId": outcome.physical_id or (before or {}).get("PhysicalResourceId"),
            "ResourceStatus": f"{verb}_FAILED" if outcome.failed else f"{verb}_COMPLETE",
            "LastUpdatedTimestamp": datetime.now(UTC),
            **self._told(name),
        }

    def _applied(self, name: str, after: PreprocResource) -> dict[str, Any]:
        """The properties that the resource is made with."""
        properties = _properties(after)
        if name not in self._helpers:
            return properties
        divergences.touch("cloudformation-cdk-helper", name, self.stack.account_id)
        return with_stand_in(properties)

    def _told(self, name: str) -> Record:
        """What the template says of a resource beside its properties."""
        resource = self._template["Resources"].get(name) or {}
        return {
            "DependsOn": sorted(self._dependencies.get(name, ())),
            "DeletionPolicy": resource.get("DeletionPolicy", "Delete"),
            "UpdateReplacePolicy": resource.get("UpdateReplacePolicy", "Delete"),
        }

    def _told_or_failed(self, name: str, resource_type: str, outcome: Outcome, verb: str) -> None:
        if outcome.failed:
            self._fail(name, resource_type, str(outcome.reason), {"PhysicalResourceId": outcome.physical_id})
        resource_is(self.stack, name, resource_type, f"{verb}_COMPLETE", physical_id=outcome.physical_id)

    def _fail(self, name: str, resource_type: str, reason: str, record: Record | None) -> None:
        verb = "UPDATE" if name in self.before else "CREATE"
        physical_id = (record or {}).get("PhysicalResourceId")
        resource_is(self.stack, name, resource_type, f"{verb}_FAILED", physical_id=physical_id, reason=reason)
        self.failed.append(name)
        raise Stopped(reason)

    # ---- what references see ----

    def _after_resource_physical_id(self, resource_logical_id: str) -> str | None:
        record = self.resources.get(resource_logical_id)
        return None if record is None else record.get("PhysicalResourceId")

    def _before_resource_physical_id(self, resource_logical_id: str) -> str | None:
        record = self.before.get(resource_logical_id)
        return None if record is None else record.get("PhysicalResourceId")


def _properties(resource: Any) -> dict[str, Any]:
    if is_nothing(resource) or is_nothing(resource.properties):
        return {}
    properties: dict[str, Any] = resource.properties.properties
    return properties
