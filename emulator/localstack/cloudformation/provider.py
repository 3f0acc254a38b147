"""CloudFormation's API of stacks and change sets: LocalStack's provider, with what really becomes of them."""

from typing import Any

from localstack.aws.api import RequestContext, handler
from localstack.aws.api.cloudformation import (
    AlreadyExistsException,
    ChangeSetNotFoundException,
    ChangeSetStatus,
    ChangeSetType,
    CreateChangeSetInput,
    CreateChangeSetOutput,
    CreateStackInput,
    CreateStackOutput,
    ExecuteChangeSetOutput,
    ExecutionStatus,
    GetTemplateSummaryInput,
    GetTemplateSummaryOutput,
    InvalidChangeSetStatusException,
    StackStatus,
    UpdateStackInput,
    UpdateStackOutput,
    ValidateTemplateInput,
    ValidateTemplateOutput,
)
from localstack.services.cloudformation.engine.validations import ValidationError
from localstack.services.cloudformation.stores import get_cloudformation_store
from localstack.services.cloudformation.v2 import provider as base
from localstack.services.cloudformation.v2.entities import ChangeSet, Stack
from localstack.utils.strings import short_uid

from emulator.localstack.cloudformation import operations
from emulator.localstack.cloudformation.events import stack_is
from emulator.localstack.cloudformation.requests import (
    check_capabilities,
    check_updatable,
    on_failure_of,
    template_of,
)
from emulator.localstack.cloudformation.running import start
from emulator.localstack.cloudformation.telling import Telling

USER = "User Initiated"


class CloudFormation(Telling):
    """What LocalStack registers as CloudFormation."""

    @handler("CreateStack", expand=False)
    def create_stack(self, context: RequestContext, request: CreateStackInput) -> CreateStackOutput:
        """Create the stack, once the template is found to be deployable; nothing is made of one that isn't."""
        store, name = get_cloudformation_store(context.account_id, context.region), request["StackName"]
        if base.find_stack_v2(store, name):
            raise AlreadyExistsException(f"Stack [{name}] already exists")
        on_failure = on_failure_of(request)
        text, template = template_of(context, request)
        check_capabilities(request, text, template)
        stack = Stack(context.account_id, context.region, request, tags=request.get("Tags"))
        stack.disable_rollback = on_failure is operations.OnFailure.DO_NOTHING
        change_set = _change_set(stack, ChangeSetType.CREATE, text, template)
        self._prepare(change_set, request)
        store.stacks_v2[stack.stack_id] = stack
        stack_is(stack, StackStatus.CREATE_IN_PROGRESS, USER)
        start(
            stack,
            StackStatus.CREATE_FAILED,
            lambda stopping: operations.create(stack, change_set, on_failure, stopping),
        )
        return CreateStackOutput(StackId=stack.stack_id)

    @handler("ValidateTemplate", expand=False)
    def validate_template(self, context: RequestContext, request: ValidateTemplateInput) -> ValidateTemplateOutput:
        """What the template says of itself; what is wrong with its text is said as for a stack that is created."""
        text, _ = template_of(context, request)
        return super().validate_template(context, ValidateTemplateInput(TemplateBody=text))

    @handler("GetTemplateSummary", expand=False)
    def get_template_summary(
        self, context: RequestContext, request: GetTemplateSummaryInput
    ) -> GetTemplateSummaryOutput:
        """What a stack or a template is made of."""
        if "StackName" not in request:
            text, _ = template_of(context, request)
            request = GetTemplateSummaryInput(TemplateBody=text)
        return super().get_template_summary(context, request)

    @handler("UpdateStack", expand=False)
    def update_stack(self, context: RequestContext, request: UpdateStackInput) -> UpdateStackOutput:
        """Update the stack, once the template is found to be deployable."""
        stack = self._stack(context, request["StackName"])
        check_updatable(stack)
        on_failure = on_failure_of(request)
        text, template = template_of(context, request, stack)
        check_capabilities(request, text, template)
        change_set = _change_set(stack, ChangeSetType.UPDATE, text, template)
        self._prepare(change_set, request)
        if not _changes(change_set) and not _retagged(stack, request.get("Tags")):
            raise ValidationError("No updates are to be performed.")
        stack.change_set_id = None
        stack.tags = request.get("Tags") or stack.tags
        stack_is(stack, StackStatus.UPDATE_IN_PROGRESS, USER)
        start(
            stack,
            StackStatus.UPDATE_ROLLBACK_FAILED,
            lambda stopping: operations.update(stack, change_set, on_failure, stopping),
        )
        return UpdateStackOutput(StackId=stack.stack_id)

    @handler("CreateChangeSet", expand=False)
    def create_change_set(self, context: RequestContext, request: CreateChangeSetInput) -> CreateChangeSetOutput:
        """Create the change set, and the stack that is made for it, once the template is found to be deployable."""
        store = get_cloudformation_store(context.account_id, context.region)
        stack, is_new = self._stack_of(context, request)
        names = {store.change_sets[one].change_set_name for one in stack.change_set_ids}
        if request["ChangeSetName"] in names:
            raise AlreadyExistsException(f"ChangeSet {request['ChangeSetName']} already exists")
        on_failure = on_failure_of(request, "OnStackFailure")
        text, template = template_of(context, request, stack)
        change_set = ChangeSet(stack, request, template=template, template_body=text)
        change_set.on_failure = on_failure
        self._evaluate(change_set, request)
        _judge(change_set)
        if is_new:
            store.stacks_v2[stack.stack_id] = stack
            stack_is(stack, StackStatus.REVIEW_IN_PROGRESS, USER)
        stack.capabilities = request.get("Capabilities") or []
        stack.change_set_ids.add(change_set.change_set_id)
        store.change_sets[change_set.change_set_id] = change_set
        return CreateChangeSetOutput(StackId=stack.stack_id, Id=change_set.change_set_id)

    def _stack_of(self, context: RequestContext, request: CreateChangeSetInput) -> tuple[Stack, bool]:
        """The stack that a change set is for, and whether it is made for it."""
        name, kind = request["StackName"], request.get("ChangeSetType", ChangeSetType.UPDATE)
        stack = base.find_stack_v2(get_cloudformation_store(context.account_id, context.region), name)
        if kind == ChangeSetType.IMPORT:
            raise ValidationError("This emulator imports no resources: ChangeSetType must be CREATE or UPDATE")
        if kind == ChangeSetType.UPDATE:
            stack = self._stack(context, name)
            check_updatable(stack)
            return stack, False
        if stack is None:
            new = Stack(context.account_id, context.region, request, initial_status=StackStatus.REVIEW_IN_PROGRESS)
            return new, True
        if stack.status != StackStatus.REVIEW_IN_PROGRESS:
            text = f"already exists and cannot be created again with the changeSet [{request['ChangeSetName']}]."
            raise ValidationError(f"Stack [{name}] {text}")
        return stack, False

    @handler("ExecuteChangeSet")
    def execute_change_set(
        self,
        context: RequestContext,
        change_set_name: str,
        stack_name: str | None = None,
        client_request_token: str | None = None,
        disable_rollback: bool | None = None,
        retain_except_on_create: bool | None = None,
        **kwargs: Any,
    ) -> ExecuteChangeSetOutput:
        """Do what the change set says; the stack's other change sets are gone."""
        if retain_except_on_create:
            raise ValidationError("This emulator has no RetainExceptOnCreate of ExecuteChangeSet: use DeletionPolicy")
        store = get_cloudformation_store(context.account_id, context.region)
        change_set = base.find_change_set_v2(store, change_set_name, stack_name)
        if change_set is None:
            raise ChangeSetNotFoundException(f"ChangeSet [{change_set_name}] does not exist")
        if change_set.execution_status != ExecutionStatus.AVAILABLE:
            text = f"cannot be executed in its current status of [{change_set.status}]"
            raise InvalidChangeSetStatusException(f"ChangeSet [{change_set.change_set_id}] {text}")
        self._execute(change_set, disable_rollback)
        return ExecuteChangeSetOutput()

    def _execute(self, change_set: ChangeSet, disable_rollback: bool | None) -> None:
        stack, creates = change_set.stack, change_set.change_set_type == ChangeSetType.CREATE
        if not creates:
            check_updatable(stack)
        on_failure = operations.OnFailure.DO_NOTHING if disable_rollback else change_set.on_failure
        change_set.set_execution_status(ExecutionStatus.EXECUTE_IN_PROGRESS)
        stack.tags = change_set.tags
        stack.disable_rollback = on_failure is operations.OnFailure.DO_NOTHING
        stack_is(stack, StackStatus.CREATE_IN_PROGRESS if creates else StackStatus.UPDATE_IN_PROGRESS, USER)
        operation = operations.create if creates else operations.update
        failed = StackStatus.CREATE_FAILED if creates else StackStatus.UPDATE_ROLLBACK_FAILED

        def run(stopping: Any) -> None:
            done = operation(stack, change_set, on_failure, stopping)
            if done:
                stack.change_set_id = change_set.change_set_id
            change_set.set_execution_status(
                ExecutionStatus.EXECUTE_COMPLETE if done else ExecutionStatus.EXECUTE_FAILED
            )

        start(stack, failed, run)

    @handler("DeleteStack")
    def delete_stack(
        self,
        context: RequestContext,
        stack_name: str,
        retain_resources: list[str] | None = None,
        role_arn: str | None = None,
        client_request_token: str | None = None,
        deletion_mode: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Delete the stack; one that isn't there is deleted. What is in progress on it ends first."""
        stack = base.find_stack_v2(get_cloudformation_store(context.account_id, context.region), stack_name)
        if stack is None or stack.status in (StackStatus.DELETE_COMPLETE, StackStatus.DELETE_IN_PROGRESS):
            return
        if stack.enable_termination_protection:
            text = f"Stack [{stack.stack_name}] cannot be deleted while TerminationProtection is enabled"
            raise ValidationError(text)
        if deletion_mode == "FORCE_DELETE_STACK":
            raise ValidationError("This emulator has no DeletionMode FORCE_DELETE_STACK: name RetainResources")
        if retain_resources and stack.status != StackStatus.DELETE_FAILED:
            text = "Invalid operation on stack [{}]. RetainResources is for stacks in DELETE_FAILED state"
            raise ValidationError(text.format(stack.stack_name))
        retain = tuple(retain_resources or ())
        stack_is(stack, StackStatus.DELETE_IN_PROGRESS, USER)
        start(stack, StackStatus.DELETE_FAILED, lambda _: operations.delete(stack, retain))

    def _prepare(self, change_set: ChangeSet, request: Any) -> None:
        """Evaluate the template; ValidationError when it can't be deployed or transformed."""
        self._evaluate(change_set, request)
        if change_set.status == ChangeSetStatus.FAILED:
            raise ValidationError(change_set.status_reason)

    def _evaluate(self, change_set: ChangeSet, request: Any) -> None:
        """Evaluate the template against the stack as it is, which stays so."""
        stack = change_set.stack
        status, reason, events = stack.status, stack.status_reason, list(stack.events)
        earlier = base.find_change_set_v2(self._store(stack), stack.change_set_id) if stack.change_set_id else None
        before = stack.resolved_parameters if stack.template else None
        self._setup_change_set_model(
            change_set=change_set,
            before_template=stack.template,
            after_template=change_set.template,
            before_parameters=before,
            after_parameters=self._extract_after_parameters(request.get("Parameters") or [], before),
            previous_update_model=None if earlier is None else earlier.update_model,
        )
        stack.status, stack.status_reason, stack.events = status, reason, events

    @staticmethod
    def _store(stack: Stack) -> Any:
        return get_cloudformation_store(stack.account_id, stack.region_name)


def _change_set(stack: Stack, kind: ChangeSetType, text: str, template: Any) -> ChangeSet:
    """The change set of a stack that is created or updated without one; nobody sees it."""
    name = {"ChangeSetName": f"direct-{short_uid()}", "ChangeSetType": kind}
    return ChangeSet(stack, name, template=template, template_body=text)


def _changes(change_set: ChangeSet) -> bool:
    """Whether the stack would be another one: its template as transformed, or a parameter, differs."""
    stack = change_set.stack
    same_template = change_set.processed_template == stack.processed_template
    return not (same_template and _values(change_set.resolved_parameters) == _values(stack.resolved_parameters))


def _values(parameters: Any) -> dict[str, Any]:
    keys = ("resolved_value", "given_value", "default_value")
    return {
        name: next((one[key] for key in keys if one.get(key) is not None), None)
        for name, one in (parameters or {}).items()
    }


def _retagged(stack: Stack, tags: Any) -> bool:
    """Whether tags are given that differ from the stack's: that alone is an update (UpdateStack, `Tags`)."""
    given, own = ({tag["Key"]: tag["Value"] for tag in each or ()} for each in (tags, stack.tags))
    return bool(tags) and given != own


def _judge(change_set: ChangeSet) -> None:
    """Whether the change set can be executed."""
    changes = _changes(change_set) or _retagged(change_set.stack, change_set.tags)
    if change_set.status != ChangeSetStatus.FAILED and changes:
        change_set.set_change_set_status(ChangeSetStatus.CREATE_COMPLETE)
        return
    if change_set.status != ChangeSetStatus.FAILED:
        change_set.status_reason = (
            "The submitted information didn't contain changes. Submit different information to create a change set."
        )
    change_set.set_change_set_status(ChangeSetStatus.FAILED)
    change_set.set_execution_status(ExecutionStatus.UNAVAILABLE)
