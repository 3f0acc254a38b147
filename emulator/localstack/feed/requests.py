"""Tells the feed of each answered request that moves something, for accounts that somebody watches."""

import logging
from typing import Any

from emulator.apigatewayv2.address import address_of
from emulator.clock import clock_of
from emulator.configuring import configures
from emulator.feed import feed
from emulator.localstack.apigatewayv2.data_plane import raw_target
from emulator.localstack.apigatewayv2.store import find_api
from emulator.localstack.metering.requests import REFUSED, account_of, caller_of, function_calling, rest_api
from emulator.localstack.seams import handles
from emulator.marks import of_request
from emulator.metering.resources import resource_of

LOG = logging.getLogger(__name__)
MOVES = {
    "s3": frozenset((
        "PutObject", "DeleteObject", "DeleteObjects", "CopyObject", "CompleteMultipartUpload", "PostObject",
    )),
    "sns": frozenset(("Publish", "PublishBatch")),
    "sqs": frozenset(("SendMessage", "SendMessageBatch", "ReceiveMessage")),
    "dynamodb": frozenset(("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")),
    "cloudwatch": frozenset(("PutMetricData",)),
    "events": frozenset(("PutEvents",)),
}  # fmt: skip
"""By service, the operations that change or move something; of a function's requests reads are told as well."""


@handles("response_handlers", -1, why="Who watches an account is told what its requests moved, once they are answered.")
def tell(_chain: Any, context: Any, response: Any) -> None:
    """Tell of one answered request; nothing that goes wrong here may spoil the answer."""
    if not feed.is_used:
        return
    try:
        if context.operation is None:
            _tell_api(context, response)
        elif context.account_id:
            _tell_aws(context, response)
    except Exception:
        LOG.exception("a request is not told of")


def _tell_aws(context: Any, response: Any) -> None:
    service, parameters = context.service.service_name, context.service_request or {}
    by = caller_of(context)
    account_id = account_of(context, by)
    if not feed.is_watched(account_id):
        return
    operation = context.operation.name
    if response.status_code < REFUSED and configures(service, operation):
        feed.note_configured(account_id, service)
    moves = operation in MOVES.get(service, ())
    if not moves and by != "function":
        return
    answer = context.service_response if isinstance(context.service_response, dict) else {}
    if operation == "ReceiveMessage" and not answer.get("Messages"):
        return
    feed.note(
        account_id, clock_of(account_id).now, region=context.region, service=service, what=operation,
        on=resource_of(service, parameters) or _table_of(parameters),
        by=function_calling(context) if by == "function" else by,
        marks=of_request(service, parameters, answer, context.request_id if moves else ""),
        refused=response.status_code >= REFUSED,
    )  # fmt: skip


def _table_of(parameters: dict[str, Any]) -> str:
    """The table of the first part of a transaction or a batch."""
    for part in parameters.get("TransactItems") or ():
        for each in part.values():
            if isinstance(each, dict) and each.get("TableName"):
                return str(each["TableName"])
    return next(iter(parameters.get("RequestItems") or ()), "")


def _tell_api(context: Any, response: Any) -> None:
    path, _ = raw_target(context.request)
    address = address_of(context.request.headers.get("Host", ""), path)
    if address is None:
        return
    if owned := find_api(address.api_id):
        place = owned.account_id, owned.region, str(owned.api.record["Name"])
    elif rest := rest_api(address.api_id):
        place = rest
    else:
        return
    account_id, region, name = place
    feed.note(
        account_id, clock_of(account_id).now, region=region, service="api",
        what=str(context.request.method), on=name, by="user", refused=response.status_code >= REFUSED,
        detail=f"{context.request.method} {path} answered {response.status_code}",
    )  # fmt: skip
