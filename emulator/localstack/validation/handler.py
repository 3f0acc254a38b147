"""The handler that refuses what breaks a service's model."""

from typing import Any

from localstack.aws.api import CommonServiceException

from emulator.validation.request import Validator


class ModelValidation:
    """Asks the validator about each parsed request; a refusal is answered as the service answers its own."""

    def __init__(self) -> None:
        self._validator = Validator()

    def __call__(self, chain: Any, context: Any, response: Any) -> None:
        """Raise the service's error for a request that breaks its model."""
        if context.operation is None or context.service_request is None:
            return
        refusal = self._validator.refusal(context.operation, context.service_request)
        if refusal is not None:
            raise CommonServiceException(refusal.code, refusal.message, status_code=400, sender_fault=True)
