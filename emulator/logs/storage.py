"""What a log group's events take, as CloudWatch Logs counts them (API reference, PutLogEvents)."""

from collections.abc import Iterable

EVENT_OVERHEAD_BYTES = 26


def stored_bytes(messages: Iterable[str]) -> int:
    """The bytes of events with these messages: each message's in UTF-8, and 26 an event."""
    return sum(len(message.encode()) + EVENT_OVERHEAD_BYTES for message in messages)
