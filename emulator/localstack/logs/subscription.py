"""Subscription filters: matching events, gathered and compressed, sent to a function, a stream or a delivery stream."""

import gzip
import json
import logging
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from localstack.aws.connect import connect_to
from localstack.utils.aws.arns import kinesis_stream_name, parse_arn
from localstack.utils.aws.client_types import ServicePrincipal

from emulator.activity import tickets
from emulator.logs.pattern import parse

LOG = logging.getLogger(__name__)
_senders = ThreadPoolExecutor(4, thread_name_prefix="log-subscription")


def deliver(stream: Any, events: list[Any]) -> None:
    """Send what each subscription filter of the stream's group matches. Returns before it is sent."""
    for one in list(stream.log_group.subscription_filters.values()):
        pattern = parse(one.filter_pattern or "")
        matching = [event for event in events if pattern.match(event.message) is not None]
        if matching:
            ticket = tickets.started(stream.account_id, "subscription-filter", stream.log_group.name)
            _senders.submit(_send, one, _payload(stream, one.name, matching), stream.log_group.arn, ticket)


def _payload(stream: Any, filter_name: str, events: list[Any]) -> bytes:
    data = {
        "messageType": "DATA_MESSAGE",
        "owner": stream.account_id,
        "logGroup": stream.log_group.name,
        "logStream": stream.log_stream_name,
        "subscriptionFilters": [filter_name],
        "logEvents": [
            {"id": str(event.event_id), "timestamp": event.timestamp, "message": event.message} for event in events
        ],
    }
    return gzip.compress(json.dumps(data, separators=(",", ":")).encode())


def _send(one: Any, payload: bytes, group_arn: str, ticket: tickets.Ticket) -> None:
    try:
        _to_destination(one.destination_arn, one.role_arn, payload, group_arn)
    except Exception:
        LOG.exception("subscription filter %s can't send to %s", one.name, one.destination_arn)
    finally:
        ticket.finish()


def _to_destination(arn: str, role_arn: str | None, payload: bytes, group_arn: str) -> None:
    target = parse_arn(arn)
    if role_arn:
        clients = connect_to.with_assumed_role(
            role_arn=role_arn, service_principal=ServicePrincipal.logs, region_name=target["region"]
        )
    else:
        clients = connect_to(aws_access_key_id=target["account"], region_name=target["region"])
    source = {"source_arn": group_arn, "service_principal": ServicePrincipal.logs}
    if target["service"] == "lambda":
        event = {"awslogs": {"data": b64encode(payload).decode()}}
        client = clients.lambda_.request_metadata(**source)
        client.invoke(FunctionName=arn, InvocationType="Event", Payload=json.dumps(event))
    elif target["service"] == "kinesis":
        client = clients.kinesis.request_metadata(**source)
        client.put_record(StreamName=kinesis_stream_name(arn), Data=payload, PartitionKey=group_arn)
    elif target["service"] == "firehose":
        client = clients.firehose.request_metadata(**source)
        client.put_record(DeliveryStreamName=target["resource"].partition("/")[2], Record={"Data": payload})
