"""What is told of stacks, their resources, exports and imports; and what a template must be before it is used."""

import copy
import json
from typing import Any

from localstack.aws.api import RequestContext, handler
from localstack.aws.api.cloudformation import (
    ChangeSetNotFoundException,
    ChangeSetStatus,
    DescribeStackResourceOutput,
    DescribeStackResourcesOutput,
    DescribeStacksOutput,
    GetTemplateOutput,
    ListExportsOutput,
    ListImportsOutput,
    ListStackResourcesOutput,
    StackResourceDetail,
    StackStatus,
    TemplateStage,
)
from localstack.services.cloudformation.engine.v2.change_set_model import is_nothing
from localstack.services.cloudformation.engine.v2.change_set_model_preproc import ChangeSetModelPreproc
from localstack.services.cloudformation.engine.validations import ValidationError
from localstack.services.cloudformation.resource_provider import ResourceProviderExecutor
from localstack.services.cloudformation.stores import get_cloudformation_store
from localstack.services.cloudformation.v2 import provider as base
from localstack.services.cloudformation.v2.entities import ChangeSet, Stack

from emulator.cloudformation.parameters import check_parameters
from emulator.cloudformation.template import (
    TemplateError,
    check_references,
    check_structure,
    check_types,
)
from emulator.localstack.cloudformation import exports

DRIFT = {"StackResourceDriftStatus": "NOT_CHECKED"}


class Telling(base.CloudformationProviderV2):
    """LocalStack's provider, with what it tells wrongly or not at all."""

    def on_before_start(self) -> None:
        """Nothing to announce."""

    @classmethod
    def _setup_change_set_model(cls, change_set: ChangeSet, **kwargs: Any) -> None:
        """Read and transform the template; ValidationError when it can't be deployed."""
        template = kwargs["after_template"]
        try:
            check_structure(template)
            check_parameters(template, kwargs["after_parameters"] or {})
            super()._setup_change_set_model(change_set=change_set, **kwargs)
            if change_set.status != ChangeSetStatus.FAILED:
                _check_processed(change_set)
        except TemplateError as error:
            raise ValidationError(str(error)) from error

    def _stack(self, context: RequestContext, name: str) -> Stack:
        stack = base.find_stack_v2(get_cloudformation_store(context.account_id, context.region), name)
        if stack is None:
            raise ValidationError(f"Stack [{name}] does not exist")
        return stack

    def _describe_stack(self, stack: Stack) -> Any:
        description = super()._describe_stack(stack)
        description["DisableRollback"] = getattr(stack, "disable_rollback", False)
        updated = [one["Timestamp"] for one in stack.events if one["ResourceStatus"] == StackStatus.UPDATE_IN_PROGRESS]
        description.pop("LastUpdatedTime", None)
        if updated:
            description["LastUpdatedTime"] = updated[0]
        return description

    @handler("DescribeStacks")
    def describe_stacks(
        self, context: RequestContext, stack_name: str | None = None, next_token: str | None = None, **kwargs: Any
    ) -> DescribeStacksOutput:
        """One stack, a deleted one by its id; without a name all that are there."""
        store = get_cloudformation_store(context.account_id, context.region)
        if stack_name is None:
            stacks = [one for one in store.stacks_v2.values() if one.is_active()]
        elif stack := base.find_stack_v2(store, stack_name):
            stacks = [stack]
        else:
            raise ValidationError(f"Stack with id {stack_name} does not exist")
        return DescribeStacksOutput(Stacks=[self._describe_stack(one) for one in stacks])

    @handler("DescribeStackResources")
    def describe_stack_resources(
        self,
        context: RequestContext,
        stack_name: str | None = None,
        logical_resource_id: str | None = None,
        physical_resource_id: str | None = None,
        **kwargs: Any,
    ) -> DescribeStackResourcesOutput:
        """The resources of one stack, named or found by one of its resources."""
        if bool(stack_name) == bool(physical_resource_id):
            raise ValidationError("Specify exactly one of StackName and PhysicalResourceId")
        stack = self._stack(context, stack_name) if stack_name else _owner(context, str(physical_resource_id))
        found = [
            {**copy.deepcopy(one), "DriftInformation": DRIFT}
            for name, one in list(stack.resource_states.items())
            if logical_resource_id in (None, name)
        ]
        return DescribeStackResourcesOutput(StackResources=found)

    @handler("DescribeStackResource")
    def describe_stack_resource(
        self, context: RequestContext, stack_name: str, logical_resource_id: str, **kwargs: Any
    ) -> DescribeStackResourceOutput:
        """One resource of the stack."""
        stack = self._stack(context, stack_name)
        state: Any = stack.resource_states.get(logical_resource_id)
        if state is None:
            raise ValidationError(f"Resource {logical_resource_id} does not exist for stack {stack_name}")
        detail = {key: value for key, value in state.items() if key != "Timestamp"}
        processed = (stack.processed_template or {}).get("Resources", {}).get(logical_resource_id, {})
        detail |= {"LastUpdatedTimestamp": state["Timestamp"], "DriftInformation": DRIFT}
        if "Metadata" in processed:
            detail["Metadata"] = str(processed["Metadata"])
        return DescribeStackResourceOutput(StackResourceDetail=StackResourceDetail(**detail))

    @handler("ListStackResources")
    def list_stack_resources(
        self, context: RequestContext, stack_name: str, next_token: str | None = None, **kwargs: Any
    ) -> ListStackResourcesOutput:
        """The resources of the stack, those that are removed left out."""
        stack = self._stack(context, stack_name)
        names = ("LogicalResourceId", "PhysicalResourceId", "ResourceType", "ResourceStatus", "ResourceStatusReason")
        summaries = [
            {
                **{name: state[name] for name in names if state.get(name) is not None},
                "LastUpdatedTimestamp": state["Timestamp"],
                "DriftInformation": DRIFT,
            }
            for state in list(stack.resource_states.values())
        ]
        return ListStackResourcesOutput(StackResourceSummaries=summaries)

    @handler("GetTemplate")
    def get_template(
        self,
        context: RequestContext,
        stack_name: str | None = None,
        change_set_name: str | None = None,
        template_stage: str | None = None,
        **kwargs: Any,
    ) -> GetTemplateOutput:
        """The template of a stack, or of one of its change sets, as it was given or as transformed."""
        if change_set_name:
            store = get_cloudformation_store(context.account_id, context.region)
            one: Any = base.find_change_set_v2(store, change_set_name, stack_name)
            if one is None:
                raise ChangeSetNotFoundException(f"ChangeSet [{change_set_name}] does not exist")
        elif stack_name:
            one = self._stack(context, stack_name)
        else:
            raise ValidationError("StackName is required if ChangeSetName is not specified.")
        processed = template_stage == TemplateStage.Processed and one.processed_template != one.template
        return GetTemplateOutput(
            TemplateBody=json.dumps(one.processed_template) if processed else one.template_body or "",
            StagesAvailable=[TemplateStage.Original, TemplateStage.Processed],
        )

    @handler("ListExports")
    def list_exports(self, context: RequestContext, next_token: str | None = None, **kwargs: Any) -> ListExportsOutput:
        """Every export of the account and region."""
        return ListExportsOutput(Exports=list(exports.of(context.account_id, context.region).values()))

    @handler("ListImports")
    def list_imports(
        self, context: RequestContext, export_name: str, next_token: str | None = None, **kwargs: Any
    ) -> ListImportsOutput:
        """The stacks that import the export; ValidationError when none does."""
        stacks = exports.importing(context.account_id, context.region, export_name)
        if not stacks:
            raise ValidationError(f"Export '{export_name}' is not imported by any stack.")
        return ListImportsOutput(Imports=stacks)


def _owner(context: RequestContext, physical_id: str) -> Stack:
    for stack in list(get_cloudformation_store(context.account_id, context.region).stacks_v2.values()):
        if stack.is_active() and any(
            one.get("PhysicalResourceId") == physical_id for one in stack.resource_states.values()
        ):
            return stack
    raise ValidationError(f"Stack for {physical_id} does not exist")


def _check_processed(change_set: ChangeSet) -> None:
    """The transformed template: what it refers to is there, and so are the types of what would be made."""
    template = change_set.processed_template
    check_structure(template)
    check_references(template)
    evaluation = ChangeSetModelPreproc(change_set)
    wanted = [one["Type"] for one in template["Resources"].values() if _is_wanted(evaluation, one.get("Condition"))]
    check_types(wanted, lambda kind: ResourceProviderExecutor.try_load_resource_provider(kind) is not None)


def _is_wanted(evaluation: ChangeSetModelPreproc, condition: str | None) -> bool:
    """Whether the condition holds; one that can't be evaluated before anything is there counts as if it did."""
    if condition is None:
        return True
    try:
        after = evaluation._resolve_condition(condition).after
    except RuntimeError as error:
        raise TemplateError(f"Template format error: Unresolved condition {condition}: {error}") from error
    return is_nothing(after) or bool(after)
