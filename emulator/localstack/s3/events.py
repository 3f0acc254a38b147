"""Where the sequencer is drawn and written into events: LocalStack's key stores and notification contexts."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote_plus

from localstack.services.s3.models import KeyStore, VersionedKeyStore
from localstack.services.s3.notifications import BaseNotifier, EventBridgeNotifier, S3EventNotificationContext
from localstack.utils.patch import patch

from emulator.s3.sequencer import Operations, Sequencers

_operations = Operations(Sequencers())


def install() -> None:
    """Wrap the key stores' changes, the making of contexts and the writing of events."""
    for store in (KeyStore, VersionedKeyStore):
        patch(store.set)(_set)
        patch(store.pop)(_pop)
    for name in ("from_request_context_native", "from_request_context"):  # the name in 4.9, the name in 4.14
        maker = getattr(S3EventNotificationContext, name, None)
        if maker is not None:
            setattr(S3EventNotificationContext, name, partial(_context, maker))
    BaseNotifier._get_event_payload = staticmethod(partial(_event, BaseNotifier._get_event_payload))
    EventBridgeNotifier._get_event_payload = staticmethod(
        partial(_bridge_event, EventBridgeNotifier._get_event_payload)
    )


def encoded(key: str) -> str:
    """A key as an event carries it: form-url-encoded, slashes kept."""
    return quote_plus(key, safe="/")


def _set(original: Callable[..., Any], store: Any, object_key: str, s3_object: Any) -> Any:
    return _operations.apply(lambda: original(store, object_key, s3_object), subject=s3_object)


def _pop(original: Callable[..., Any], store: Any, *args: Any, **kwargs: Any) -> Any:
    return _operations.apply(lambda: original(store, *args, **kwargs))


def _context(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    context = original(*args, **kwargs)
    subject = kwargs["s3_object"]
    context.sequencer = _operations.of(subject)
    context.key_name = encoded(subject.key)
    context.plain_key = subject.key
    context.event_time = datetime.now(UTC)
    return context


def _event(original: Callable[..., Any], ctx: Any, config_id: str) -> Any:
    payload = original(ctx, config_id)
    for record in payload["Records"]:
        if "sequencer" in record["s3"]["object"]:
            record["s3"]["object"]["sequencer"] = ctx.sequencer
    return payload


def _bridge_event(original: Callable[..., Any], ctx: Any, *args: Any) -> Any:
    entry = original(ctx, *args)
    detail = json.loads(entry["Detail"])
    # EventBridge carries the key as it is; only the older notifications encode it.
    detail["object"]["key"] = ctx.plain_key
    if "sequencer" in detail["object"]:
        detail["object"]["sequencer"] = ctx.sequencer
    return {**entry, "Detail": json.dumps(detail)}
