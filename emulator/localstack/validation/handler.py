"""The handler that refuses what breaks a service's model."""

from functools import lru_cache
from typing import Any

from localstack.aws.api import CommonServiceException

from emulator.localstack.seams import handles
from emulator.validation.request import Validator


@handles("request_handlers", "parse_service_request", why="What breaks a service's model reaches no service.")
def refuse_what_breaks_the_model(chain: Any, context: Any, response: Any) -> None:
    """Refuse a parsed request in the words of its service."""
    validation()(chain, context, response)


@lru_cache(maxsize=1)
def validation() -> "ModelValidation":
    """The one of this process."""
    return ModelValidation()


class ModelValidation:
    """Asks the validator about each parsed request; a refusal is answered as the service answers its own."""

    def __init__(self) -> None:
        self._validator = Validator()

    def __call__(self, chain: Any, context: Any, response: Any) -> None:
        """Raise the service's error for a request that breaks its model."""
        if context.operation is None or context.service_request is None:
            return
        refusal = self._validator.refusal(context.operation, context.service_request, context.request.headers)
        if refusal is not None:
            raise CommonServiceException(refusal.code, refusal.message, status_code=refusal.status, sender_fault=True)
