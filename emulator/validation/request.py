"""One request against its operation's model, and against what the model doesn't say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from botocore.model import OperationModel

from emulator.validation.arns import not_an_arn
from emulator.validation.constraints import Check, Checks, Violation, WrongType
from emulator.validation.dialects import DIALECTS, told
from emulator.validation.refusal import Refusal
from emulator.validation.rules import RULES

__all__ = ["Refusal", "Validator"]


@dataclass
class Validator:
    """The checks of all operations that were asked for so far. Safe to use from any thread."""

    _checks: dict[str, Checks] = field(default_factory=dict)
    _operations: dict[tuple[str, str], Check | None] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def refusal(
        self, operation: OperationModel, request: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> Refusal | None:
        """What AWS refuses the request with, or None when it goes on to the service."""
        refused = self._by_model(operation, request) or not_an_arn(operation.service_model.service_name, request)
        if refused is not None:
            return refused
        rule = RULES.get(operation.service_model.service_name, {}).get(operation.name)
        return rule(request, headers or {}) if rule is not None else None

    def _by_model(self, operation: OperationModel, request: Mapping[str, Any]) -> Refusal | None:
        service = operation.service_model.service_name
        key = (service, operation.name)
        if key not in self._operations:
            with self._lock:
                self._operations[key] = self._check(operation)
        check = self._operations[key]
        if check is None:
            return None
        wrong: list[Violation] = []
        try:
            check(request, None, wrong)
        except WrongType as error:
            return Refusal("SerializationException", str(error))
        return told(wrong, DIALECTS[service]) if wrong else None

    def _check(self, operation: OperationModel) -> Check | None:
        service = operation.service_model.service_name
        dialect = DIALECTS.get(service)
        if dialect is None or operation.name in dialect.operations_left_out:
            return None
        checks = self._checks.setdefault(service, Checks(dialect.left_out, bool(dialect.missing)))
        return checks.of(operation.input_shape)
