"""Counts what the gateway has answered: requests to AWS APIs, of whomever, and requests to HTTP and REST APIs."""

import logging
from typing import Any

from emulator.activity.polling_detector import access_key_in
from emulator.apigatewayv2.address import address_of
from emulator.localstack.activity.polling import function_of
from emulator.localstack.apigatewayv2.data_plane import raw_target
from emulator.localstack.apigatewayv2.store import find_api
from emulator.localstack.seams import handles
from emulator.metering.counter import Kind, counter
from emulator.metering.resources import owner_of, resource_of
from emulator.metering.sizes import chunks

LOG = logging.getLogger(__name__)
REFUSED = 400
CONSUMED = "consumed_capacity"
"""The attribute of a request's context with what DynamoDB consumed for it: units by table."""
CHARGED_AS = "charged_as"
"""The one with the operation that a PartiQL statement stands for, as which AWS charges it."""


@handles("response_handlers", -1, why="Requests are counted when they are answered: what AWS would charge by.")
def note(_chain: Any, context: Any, response: Any) -> None:
    """Count one answered request; nothing that goes wrong here may spoil the answer."""
    try:
        if context.operation is None:
            _note_api(context, response)
        elif context.account_id:
            _note_aws(context, response)
    except Exception:
        LOG.exception("a request is not counted")


def _note_aws(context: Any, response: Any) -> None:
    service, request, answer = context.service.service_name, context.service_request or {}, _answer_of(context)
    answered = "refused" if response.status_code >= REFUSED else "ok"
    if context.operation.name == "ReceiveMessage" and answered == "ok" and not answer.get("Messages"):
        answered = "empty"
    consumed: dict[str, float] | None = getattr(context, CONSUMED, None)
    parts = consumed or {resource_of(service, request): 1 if consumed is None else 0}
    caller = caller_of(context)
    account_id = account_of(context, caller)
    operation = getattr(context, CHARGED_AS, context.operation.name)
    for resource, units in parts.items():
        kind = Kind(context.region, service, operation, resource, caller, answered)
        counter.add(account_id, kind, chunks(request, answer) if service in ("sqs", "sns") else units)


def _answer_of(context: Any) -> dict[str, Any]:
    return context.service_response if isinstance(context.service_response, dict) else {}


def account_of(context: Any, caller: str) -> str:
    """Whose request it is: what a service asks belongs to the owner of what it asks for."""
    owner = owner_of(context.service.service_name, context.service_request or {}) if caller == "service" else None
    return owner or str(context.account_id)


def caller_of(context: Any) -> str:
    """Who asked: `user` (by a signed link), `service`, `function` or `client`."""
    query = context.request.query_string
    if b"X-Amz-Signature=" in query or b"&Signature=" in query:
        return "user"
    if context.is_internal_call:
        return "service"
    return "function" if function_calling(context) else "client"


def function_calling(context: Any) -> str:
    """The name of the function that asked; empty when none did."""
    found = function_of(access_key_in(context.request.headers.get("Authorization", "")))
    return found[1] if found else ""


def _note_api(context: Any, response: Any) -> None:
    path, _ = raw_target(context.request)
    address = address_of(context.request.headers.get("Host", ""), path)
    if address is None:
        return
    answered = "refused" if response.status_code >= REFUSED else "ok"
    if owned := find_api(address.api_id):
        kind = Kind(owned.region, "apigatewayv2", "Request", str(owned.api.record["Name"]), "user", answered)
        counter.add(owned.account_id, kind)
    elif rest := rest_api(address.api_id):
        account_id, region, name = rest
        counter.add(account_id, Kind(region, "apigateway", "Request", name, "user", answered))


def rest_api(api_id: str) -> tuple[str, str, str] | None:
    """Account, region and name of a REST API."""
    from localstack.services.apigateway.models import apigateway_stores

    for account_id, regions in list(apigateway_stores.items()):
        for region, store in list(regions.items()):
            if found := store.rest_apis.get(api_id):
                return account_id, region, found.rest_api["name"]
    return None
