"""Log events that are older than their group keeps them. Logs API reference, PutRetentionPolicy."""

import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

from emulator.clock import Clock, clock_of

MODELS = "moto.logs.models"
DAY_S = 86_400


def accounts() -> Iterator[str]:
    """Those that have log groups."""
    if MODELS in sys.modules:
        yield from list(_backends())


def expire(account_id: str, now_s: float) -> None:
    """Remove what the account's log groups don't keep any longer."""
    if MODELS not in sys.modules or account_id not in _backends():
        return
    from emulator.localstack.logs.storage import keep

    clock = clock_of(account_id)
    for backend in list(_backends()[account_id].values()):
        for group in list(backend.groups.values()):
            if not group.retention_in_days:
                continue
            oldest_s = now_s - int(group.retention_in_days) * DAY_S
            for stream in list(group.streams.values()):
                keep(stream, partial(_is_kept, clock, oldest_s))


def _is_kept(clock: Clock, oldest_s: float, event: Any) -> bool:
    return clock.at(event.timestamp / 1000) > oldest_s


def _backends() -> Any:
    from moto.logs.models import logs_backends

    return logs_backends
