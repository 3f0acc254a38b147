"""The handlers that refuse what breaks a service's model, and tokens of listings that no answer ended with."""

from functools import lru_cache
from typing import Any

from localstack.aws.api import CommonServiceException

from emulator.localstack.seams import handles
from emulator.validation.paging import Tokens
from emulator.validation.request import Validator


@handles("request_handlers", "parse_service_request", why="What breaks a service's model reaches no service.")
def refuse_what_breaks_the_model(chain: Any, context: Any, response: Any) -> None:
    """Refuse a parsed request in the words of its service."""
    validation()(chain, context, response)


@handles("response_handlers", "parse_service_response", why="A listing goes on only from a token that was told.")
def remember_tokens(_chain: Any, context: Any, _response: Any) -> None:
    """Note the token that a page ends with."""
    if context.operation is not None and isinstance(context.service_response, dict):
        validation().tokens.tell(context.service.service_name, context.service_response)


@lru_cache(maxsize=1)
def validation() -> "ModelValidation":
    """The one of this process."""
    return ModelValidation()


class ModelValidation:
    """Asks the validator about each parsed request; a refusal is answered as the service answers its own."""

    def __init__(self) -> None:
        self._validator = Validator()
        self.tokens = Tokens()

    def __call__(self, chain: Any, context: Any, response: Any) -> None:
        """Raise the service's error for a request that breaks its model."""
        if context.operation is None or context.service_request is None:
            return
        operation, request = context.operation, context.service_request
        service = operation.service_model.service_name
        refusal = self._validator.refusal(operation, request, context.request.headers)
        refusal = refusal or self.tokens.refusal(service, operation.name, request)
        if refusal is not None:
            raise CommonServiceException(refusal.code, refusal.message, status_code=refusal.status, sender_fault=True)
