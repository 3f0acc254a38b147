"""Which events of a batch are too old or too new to be kept: API reference, RejectedLogEventsInfo."""

from collections.abc import Sequence
from typing import Any

OLDEST_MS, NEWEST_MS = 14 * 86_400_000, 2 * 3_600_000


def rejected(times: Sequence[int], now_ms: int) -> dict[str, Any]:
    """RejectedLogEventsInfo for events in the order of their time.

    The index of the last old one is exclusive, that of the first new one inclusive; neither is there when none is so.
    """
    old = sum(time < now_ms - OLDEST_MS for time in times)
    new = sum(time > now_ms + NEWEST_MS for time in times)
    info: dict[str, Any] = {}
    if new:
        info["tooNewLogEventStartIndex"] = len(times) - new
    if old:
        info["tooOldLogEventEndIndex"] = old
    return info
