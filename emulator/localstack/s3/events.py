"""Where the sequencer is drawn and written into events: LocalStack's key stores and notification contexts."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

from emulator.localstack.seams import wraps
from emulator.s3.sequencer import Operations, Sequencers

_operations = Operations(Sequencers())


ORDER = "The sequencer orders the changes of a key; it is drawn with the change."
CONTENT = "Events carry the sequencer, the request's id, the time in UTC and the key as AWS encodes it."


def encoded(key: str) -> str:
    """A key as an event carries it: form-url-encoded, slashes kept."""
    return quote_plus(key, safe="/")


@wraps("services.s3.models:KeyStore.set", at="s3", why=ORDER)
@wraps("services.s3.models:VersionedKeyStore.set", at="s3", why=ORDER)
def _set(original: Callable[..., Any], store: Any, object_key: str, s3_object: Any) -> Any:
    return _operations.apply(lambda: original(store, object_key, s3_object), subject=s3_object)


@wraps("services.s3.models:KeyStore.pop", at="s3", why=ORDER)
@wraps("services.s3.models:VersionedKeyStore.pop", at="s3", why=ORDER)
def _pop(original: Callable[..., Any], store: Any, *args: Any, **kwargs: Any) -> Any:
    return _operations.apply(lambda: original(store, *args, **kwargs))


@wraps(
    "services.s3.notifications:S3EventNotificationContext.from_request_context_native",
    at="s3",
    releases=("4.9.2",),
    why=CONTENT,
)
@wraps(
    "services.s3.notifications:S3EventNotificationContext.from_request_context",
    at="s3",
    releases=("4.14.0",),
    why=CONTENT,
)
def _context(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    context = original(*args, **kwargs)
    subject = kwargs["s3_object"]
    context.sequencer = _operations.of(subject)
    context.key_name = encoded(subject.key)
    context.plain_key = subject.key
    context.event_time = datetime.now(UTC)
    return context


@wraps("services.s3.notifications:BaseNotifier._get_event_payload", at="s3", why=CONTENT)
def _event(original: Callable[..., Any], ctx: Any, config_id: str) -> Any:
    payload = original(ctx, config_id)
    for record in payload["Records"]:
        if "sequencer" in record["s3"]["object"]:
            record["s3"]["object"]["sequencer"] = ctx.sequencer
        # The id of the request that led to the event: the same as its answer's `x-amz-request-id`.
        record["responseElements"]["x-amz-request-id"] = ctx.request_id
    return payload


@wraps("services.s3.notifications:EventBridgeNotifier._get_event_payload", at="s3", why=CONTENT)
def _bridge_event(original: Callable[..., Any], ctx: Any, *args: Any) -> Any:
    entry = original(ctx, *args)
    detail = json.loads(entry["Detail"])
    # EventBridge carries the key as it is; only the older notifications encode it.
    detail["object"]["key"] = ctx.plain_key
    if "sequencer" in detail["object"]:
        detail["object"]["sequencer"] = ctx.sequencer
    return {**entry, "Detail": json.dumps(detail)}
