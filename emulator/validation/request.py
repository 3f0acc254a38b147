"""One request against its operation's model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from botocore.model import OperationModel

from emulator.validation.constraints import Check, Checks, Violation, WrongType
from emulator.validation.dialects import DIALECTS, message


@dataclass(frozen=True)
class Refusal:
    """What AWS answers: the error's code and its message, with status 400."""

    code: str
    message: str


@dataclass
class Validator:
    """The checks of all operations that were asked for so far. Safe to use from any thread."""

    _checks: dict[str, Checks] = field(default_factory=dict)
    _operations: dict[tuple[str, str], Check | None] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def refusal(self, operation: OperationModel, request: Mapping[str, Any]) -> Refusal | None:
        """What AWS refuses the request with, or None when it goes on to the service."""
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
        return Refusal(DIALECTS[service].code, message([str(one) for one in wrong])) if wrong else None

    def _check(self, operation: OperationModel) -> Check | None:
        service = operation.service_model.service_name
        dialect = DIALECTS.get(service)
        if dialect is None or operation.name in dialect.operations_left_out:
            return None
        checks = self._checks.setdefault(service, Checks(dialect.left_out))
        return checks.of(operation.input_shape)
