"""Each service of botocore is asked once: those that health claims answer, all others are refused by name."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from bootstrap.clients import Clients
from harness.engines.health import get_json

REFUSED = {"NotImplemented", "NotAvailableHere", "UnknownOperationException", "SerializationException"}
"""How what isn't there is refused; the last two are for requests that lack what would tell their operation."""
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


@pytest.mark.parametrize("name", NAMED)
def test_a_service_that_is_not_there_is_refused_by_name(clients: Clients, name: str) -> None:
    ((_, _, status, code),) = asked(clients, [name])
    assert (status, code) == (400, "NotImplemented")


@pytest.mark.slow
def test_every_service(clients: Clients) -> None:
    claimed = (get_json(clients.endpoint, "/_localstack/health", 10) or {})["services"]
    wrong = []
    for name, operation, status, code in asked(clients, clients.session.get_available_services()):
        refused = code in REFUSED or status in (400, 404)
        if status >= 500 or (name not in claimed and not refused) or code in ("NoSuchBucket", "404"):
            wrong.append(f"{name} {operation}: {status} {code}")
    assert not wrong, "\n".join(wrong)
