"""Where events enter moto's store: kept under a lock, then measured and delivered."""

from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from time import time
from typing import Any

from localstack.services.logs.models import get_moto_logs_backend
from localstack.utils.bootstrap import is_api_enabled
from moto.core.utils import unix_time_millis
from moto.logs.exceptions import ResourceAlreadyExistsException
from moto.logs.models import LogEvent

from emulator.clock import clock_of
from emulator.cloudwatch.ages import is_in_time
from emulator.localstack.logs import subscription
from emulator.localstack.logs.metric_store import publisher
from emulator.logs.embedded import measure_embedded
from emulator.logs.filter_store import FilterStore
from emulator.logs.measurement import measure
from emulator.logs.storage import stored_bytes
from emulator.metering.counter import Kind, charged

_storing = Lock()


def filters_of(account_id: str, region: str) -> FilterStore:
    """The metric filters of an account and region; they live and are reset with moto's log groups."""
    backend = get_moto_logs_backend(account_id, region)
    store: FilterStore = backend.__dict__.setdefault("metric_filter_store", FilterStore())
    return store


def has_group(account_id: str, region: str, group: str) -> bool:
    """Whether there is a log group of that name."""
    return group in get_moto_logs_backend(account_id, region).groups


def store(account_id: str, region: str, group: str, stream: str, events: list[dict[str, Any]]) -> None:
    """What PutLogEvents does, without a request, for logs that the emulator itself writes.

    The group and the stream are made where they are missing. Events are in the order of their time.
    """
    backend = get_moto_logs_backend(account_id, region)
    with suppress(ResourceAlreadyExistsException):
        if group not in backend.groups:
            backend.create_log_group(group, {})
    with suppress(ResourceAlreadyExistsException):
        backend.ensure_log_stream(group, stream)
    backend.put_log_events(group, stream, events)


def put_log_events(stream: Any, log_events: list[dict[str, Any]]) -> str:
    """Keep events under a lock, then measure and deliver them; the next sequence token."""
    with _storing:
        stream.last_ingestion_time = int(unix_time_millis())
        stream.stored_bytes += sum(len(event["message"]) for event in log_events)
        events = [LogEvent(stream.last_ingestion_time, event) for event in log_events]
        stream.events.extend(events)
        stream.upload_sequence_token += 1
        token = f"{stream.upload_sequence_token:056d}"
    kind = Kind(stream.region, "logs", "Ingest", stream.log_group.name, "service", "ok")
    charged.add(stream.account_id, kind, stored_bytes(event["message"] for event in log_events))
    if is_api_enabled("cloudwatch"):
        _publish(stream, log_events)
    subscription.deliver(stream, events)
    return token


def _publish(stream: Any, log_events: list[dict[str, Any]]) -> None:
    """What metric filters find in the events, and what the events themselves say of metrics."""
    owner, group, clock = (stream.account_id, stream.region), stream.log_group.name, clock_of(stream.account_id)
    filters = filters_of(*owner).of_group(group)
    if filters:
        publisher.add(owner, measure(filters, log_events, clock.at))
    embedded = measure_embedded(group, log_events, clock.at, lambda time_s: is_in_time(time_s, clock.now(), time()))
    if embedded.points:
        publisher.add(owner, embedded)


def delete_log_group(original: Any, backend: Any, log_group_name: str) -> Any:
    """Delete a group with its metric filters."""
    result = original(backend, log_group_name)
    filters_of(backend.account_id, backend.region_name).drop_group(log_group_name)
    return result


def described(group: Any) -> dict[str, Any]:
    """A group as DescribeLogGroups answers it."""
    shown = {
        "arn": f"{group.arn}:*",
        "logGroupArn": group.arn,
        "logGroupName": group.name,
        "logGroupClass": "STANDARD",
        "creationTime": group.creation_time,
        "metricFilterCount": len(filters_of(group.account_id, group.region).of_group(group.name)),
        "storedBytes": sum(stream.stored_bytes for stream in list(group.streams.values())),
    }
    optional = {"retentionInDays": group.retention_in_days, "kmsKeyId": group.kms_key_id}
    return shown | {name: value for name, value in optional.items() if value}


def keep(stream: Any, wanted: Callable[[Any], bool]) -> None:
    """Of a stream's events only those that are wanted, under the lock."""
    with _storing:
        kept = [event for event in stream.events if wanted(event)]
        if len(kept) < len(stream.events):
            stream.events = kept
            stream.stored_bytes = sum(len(event.message) for event in kept)
