"""What requests say of stacks: the template, what becomes of a failure, whether a stack may be changed now."""

from collections.abc import Mapping
from typing import Any

from localstack.aws.api.cloudformation import InsufficientCapabilitiesException, StackStatus
from localstack.services.cloudformation import api_utils
from localstack.services.cloudformation.engine import template_preparer
from localstack.services.cloudformation.engine.validations import ValidationError
from localstack.services.cloudformation.v2.entities import Stack

from emulator.localstack.cloudformation.operations import OnFailure

Request = Mapping[str, Any]
MAXIMAL_BODY_BYTES = 51_200
UPDATABLE = (
    StackStatus.CREATE_COMPLETE,
    StackStatus.UPDATE_COMPLETE,
    StackStatus.UPDATE_ROLLBACK_COMPLETE,
)


def template_of(request: dict[str, Any], stack: Stack | None = None) -> tuple[str, dict[str, Any]]:
    """The template's text and what it says; that of the stack, with UsePreviousTemplate."""
    if stack is not None and request.get("UsePreviousTemplate"):
        return stack.template_body, template_preparer.parse_template(stack.template_body)
    body, url = request.get("TemplateBody"), request.get("TemplateURL")
    if bool(body) == bool(url):
        raise ValidationError("Either Template URL or Template Body must be specified.")
    if body and len(body.encode()) > MAXIMAL_BODY_BYTES:
        raise ValidationError(
            f"1 validation error detected: Value at 'templateBody' failed to satisfy constraint: "
            f"Member must have length less than or equal to {MAXIMAL_BODY_BYTES}"
        )
    text = api_utils.extract_template_body(request)
    return text, parsed(text)


def parsed(text: str) -> dict[str, Any]:
    """The template; ValidationError when it is neither JSON nor YAML."""
    try:
        template = template_preparer.parse_template(text)
    except Exception as error:  # The YAML reader's own errors, which say where.
        raise ValidationError(f"Template format error: YAML not well-formed. ({error})") from error
    if not isinstance(template, dict):
        raise ValidationError("Template format error: unsupported structure.")
    return template


def check_capabilities(request: Request, text: str, template: Request) -> None:
    """Macros need CAPABILITY_AUTO_EXPAND."""
    if "CAPABILITY_AUTO_EXPAND" in (request.get("Capabilities") or []):
        return
    if "Transform" in template or "Fn::Transform" in text:
        raise InsufficientCapabilitiesException("Requires capabilities : [CAPABILITY_AUTO_EXPAND]")


def on_failure_of(request: Request, field: str = "OnFailure") -> OnFailure:
    """What becomes of a failure: it is rolled back unless the request says otherwise."""
    if field in request and "DisableRollback" in request:
        raise ValidationError(f"You can specify either DisableRollback or {field}, but not both.")
    if request.get("DisableRollback"):
        return OnFailure.DO_NOTHING
    return OnFailure(request.get(field) or "ROLLBACK")


def check_updatable(stack: Stack) -> None:
    """Refuse an update of a stack that is in no state for it."""
    if stack.status in UPDATABLE:
        return
    text = f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated."
    if stack.status in (StackStatus.CREATE_FAILED, StackStatus.UPDATE_FAILED, StackStatus.UPDATE_ROLLBACK_FAILED):
        text += " This emulator does not go on from a failure that was kept: delete the stack and create it again."
    raise ValidationError(text)


def check_changeable(stack: Stack, type_: str) -> None:
    """Refuse a change set of this type for a stack that is in no state for it."""
    if type_ == "UPDATE" and stack.status != StackStatus.REVIEW_IN_PROGRESS:
        check_updatable(stack)
