"""Whatever YAML the emulator is sent says no more than it could in full: templates, descriptions of APIs, documents.

LocalStack and moto read it in these places. A few bytes of aliases that say billions of values are refused there before
any of them is made. Who sent a text that can't be taken is told why, and where.
"""

import json
from collections.abc import Callable
from typing import Any

from yaml import YAMLError

from bounded_yaml import check_text, too_deep
from emulator.localstack.seams import wraps

WHY = "YAML whose aliases say billions of values is refused before any of them is made."
REASON = "LocalStack 4.14.0 says only that a description of an API is invalid, and never what is wrong with it."
_APIS = "services.apigateway.legacy.provider:ApigatewayProvider"


@wraps("services.cloudformation.engine.yaml_parser:parse_yaml", at="cloudformation", why=WHY)
def parse_yaml(original: Callable[..., Any], input_data: str) -> Any:
    """What a template says; CloudFormation's ValidationError, with the reason, when it is no YAML or says too much.

    LocalStack 4.14.0 passes on no other error: it says of every one that the YAML is not well-formed, and no more.
    """
    from localstack.services.cloudformation.engine.validations import ValidationError

    try:
        return _bounded(input_data, lambda: original(input_data))
    except YAMLError as error:
        raise ValidationError(f"Template format error: YAML not well-formed. ({error})") from error


@wraps("utils.json:parse_json_or_yaml", why=WHY)
def parse_json_or_yaml(original: Callable[..., Any], markup: str) -> Any:
    """What a description of a REST API says, which is JSON as a rule; `BoundError` when that is too much."""
    try:
        return json.loads(markup)
    except (ValueError, RecursionError):
        return _bounded(markup, lambda: original(markup))


@wraps(f"{_APIS}.import_documentation_parts", at="apigateway", releases=("4.14.0",), why=REASON)
@wraps(f"{_APIS}.import_rest_api", at="apigateway", releases=("4.14.0",), why=REASON)
@wraps(f"{_APIS}.put_rest_api", at="apigateway", releases=("4.14.0",), why=REASON)
def with_reason(original: Callable[..., Any], *args: Any, **given: Any) -> Any:
    """What the operation answers; the YAMLError of a description that can't be read, which the gateway answers."""
    from localstack.aws.api.apigateway import BadRequestException

    try:
        return original(*args, **given)
    except BadRequestException as error:
        if isinstance(error.__context__, YAMLError):
            raise error.__context__ from None
        raise


@wraps("ssm.models:Document.__init__", base="moto", at="ssm", why=WHY)
def document(original: Callable[..., Any], self: Any, **given: Any) -> None:
    """A document of Systems Manager; `BoundError` when its content says too much."""
    _bounded(given["content"], lambda: original(self, **given))


def _bounded(text: str, read: Callable[[], Any]) -> Any:
    check_text(text)
    try:
        return read()
    except RecursionError as error:
        raise too_deep() from error
