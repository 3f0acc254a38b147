"""Requests are checked against their service's model in LocalStack's gateway, once they are parsed."""

from typing import Any


def install() -> None:
    """Attach the check behind LocalStack's parser."""
    from localstack.aws.handlers import parse_service_request
    from localstack.runtime.current import get_current_runtime

    from emulator.localstack.validation.handler import ModelValidation

    handlers: list[Any] = get_current_runtime().components.gateway.request_handlers
    handlers.insert(handlers.index(parse_service_request) + 1, ModelValidation())
