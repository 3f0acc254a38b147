"""What requests say of stacks: the template, what becomes of a failure, whether a stack may be changed now."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError
from localstack import config
from localstack.aws.api import RequestContext
from localstack.aws.api.cloudformation import InsufficientCapabilitiesException, StackStatus
from localstack.aws.connect import connect_to
from localstack.services.cloudformation.engine import template_preparer
from localstack.services.cloudformation.engine.validations import ValidationError
from localstack.services.cloudformation.v2.entities import Stack

from emulator.cloudformation.template_url import place_of
from emulator.localstack.cloudformation.operations import OnFailure
from emulator.localstack.gateway.addresses import path_form

Request = Mapping[str, Any]
MAXIMAL_BODY_BYTES = 51_200
UPDATABLE = (
    StackStatus.CREATE_COMPLETE,
    StackStatus.UPDATE_COMPLETE,
    StackStatus.UPDATE_ROLLBACK_COMPLETE,
)


def template_of(context: RequestContext, request: Request, stack: Stack | None = None) -> tuple[str, dict[str, Any]]:
    """The template's text and what it says; that of the stack, with UsePreviousTemplate."""
    if stack is not None and request.get("UsePreviousTemplate"):
        return stack.template_body, parsed(stack.template_body)
    body, url = request.get("TemplateBody"), request.get("TemplateURL")
    if bool(body) == bool(url):
        raise ValidationError("Either Template URL or Template Body must be specified.")
    if body and len(body.encode()) > MAXIMAL_BODY_BYTES:
        raise ValidationError(
            f"1 validation error detected: Value at 'templateBody' failed to satisfy constraint: "
            f"Member must have length less than or equal to {MAXIMAL_BODY_BYTES}"
        )
    text = body or _fetched(context, str(url))
    return text, parsed(text)


def _fetched(context: RequestContext, url: str) -> str:
    """The object that the URL names, read with the caller's account; nothing else is fetched."""
    place = place_of(path_form(url), config.external_service_url())
    if place is None:
        raise ValidationError("TemplateURL must be an Amazon S3 URL.")
    client = connect_to(aws_access_key_id=context.account_id, region_name=context.region).s3
    try:
        text: str = client.get_object(Bucket=place[0], Key=place[1])["Body"].read().decode()
    except ClientError as error:
        raise ValidationError(f"S3 error: {error.response['Error'].get('Message')}") from error
    return text


def parsed(text: str) -> dict[str, Any]:
    """The template; ValidationError when it is neither JSON nor YAML."""
    try:
        template = template_preparer.parse_template(text)
    except ValidationError:  # Of the YAML reader, which says where.
        raise
    except Exception as error:
        raise ValidationError(f"Template format error: YAML not well-formed. ({error})") from error
    if not isinstance(template, dict):
        raise ValidationError("Template format error: unsupported structure.")
    return template


def check_capabilities(request: Request, text: str, template: Request) -> None:
    """Macros need CAPABILITY_AUTO_EXPAND where a stack is made or updated directly; a change set needs none."""
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
