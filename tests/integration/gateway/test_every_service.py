"""Each service of botocore is asked once: those that health claims answer, all others are refused by name."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from bootstrap.clients import Clients
from harness.engines.health import get_json
from harness.fidelity import REGISTER

REFUSED = {"NotImplemented", "NotAvailableHere", "UnknownOperationException", "SerializationException"}
"""How what isn't there is refused; the last two are for requests that lack what would tell their operation."""
TOLD = {"NotImplemented": "not-emulated", "NotAvailableHere": "needs-installation"}
NAMELESS = ("sdb",)
"""Signed with version 2, which names neither service nor account in a header."""
NAMED = ("chime", "connect", "accessanalyzer", "eks")
"""Some that LocalStack takes for S3's, and some that it knows by name."""


def asked(clients: Clients, names: list[str]) -> Iterator[tuple[str, str, int, str]]:
    """Service, operation, status and error code of the operation with the fewest parameters, listings first."""
    config = clients.config.merge(
        Config(parameter_validation=False, inject_host_prefix=False, retries={"total_max_attempts": 1})
    )
    for name in names:
        client: Any = clients.session.client(name, endpoint_url=clients.endpoint.url, config=config)  # type: ignore[call-overload]
        operation = _simplest(client)
        if operation is None:
            continue
        method = {each: method for method, each in client.meta.method_to_api_mapping.items()}[operation]
        try:
            getattr(client, method)()
            yield name, operation, 200, ""
        except ClientError as error:
            yield name, operation, error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]
        except (BotoCoreError, KeyError):
            continue  # botocore doesn't send it without a name


def _simplest(client: Any) -> str | None:
    """Of the operations that are signed; what isn't signed doesn't tell its service."""
    model = client.meta.service_model
    signed = [name for name in model.operation_names if model.operation_model(name).auth_type != "none"]

    def effort(operation: str) -> tuple[int, bool, str]:
        shape = model.operation_model(operation).input_shape
        required = len(shape.required_members) if shape else 0
        return required, not operation.startswith(("List", "Describe", "Get")), operation

    return min(signed, key=effort, default=None)


class Touched:
    """The divergences that an account meets: each reading tells those since the last one."""

    def __init__(self, clients: Clients) -> None:
        self._clients, self._mark = clients, 0

    def read(self) -> list[tuple[str, str]]:
        """Identifiers and details."""
        query = f"account={self._clients.account_id}&since={self._mark}"
        answer = get_json(self._clients.endpoint, f"/_harness/divergences?{query}", 10) or {}
        self._mark = answer["mark"]
        return [(one["id"], one["detail"]) for one in answer["divergences"]]


@pytest.mark.parametrize("name", NAMED)
def test_a_service_that_is_not_there_is_refused_by_name(clients: Clients, name: str) -> None:
    touched = Touched(clients)
    ((_, operation, status, code),) = asked(clients, [name])
    assert (status, code) == (400, "NotImplemented")
    assert touched.read() in ([("not-emulated", f"{operation} of {name}")], [("not-emulated", f"the service {name}")])


@pytest.mark.slow
def test_every_service(clients: Clients) -> None:
    """What health doesn't claim is refused, and every refusal by name is told as a divergence of the register."""
    claimed = (get_json(clients.endpoint, "/_localstack/health", 10) or {})["services"]
    touched, wrong = Touched(clients), []
    for name, operation, status, code in asked(clients, clients.session.get_available_services()):
        told = {identifier for identifier, _ in touched.read()}
        refused = code in REFUSED or status in (400, 404)
        if status >= 500 or (name not in claimed and not refused) or code in ("NoSuchBucket", "404"):
            wrong.append(f"{name} {operation}: {status} {code}")
        if code in TOLD and TOLD[code] not in told and name not in NAMELESS:
            wrong.append(f"{name} {operation}: {code} isn't told as a divergence")
        if code == "NotAvailableHere" and claimed.get(name) != "disabled":
            wrong.append(f"{name}: needs an installation, and health says {claimed.get(name)}")
        wrong += [f"{name} {operation}: {identifier} is not in the register" for identifier in told - REGISTER.keys()]
    assert not wrong, "\n".join(wrong)
