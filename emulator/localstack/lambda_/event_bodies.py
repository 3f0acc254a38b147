"""A function gets the body of a message as it was sent, whether the mapping filters or not.

Developer guide, "Control which events Lambda sends to your function": a filter chooses records, it doesn't change them.
LocalStack parses every body as JSON to compare it, and hands the function what it writes of that: other numbers, no
white space, no repeated names, and no longer the text of `md5OfBody`.
"""

from collections.abc import Callable
from typing import Any

from emulator.localstack.seams import adds, wraps

WHY = "A function gets the body of a message as it was sent."
_POLLER = "services.lambda_.event_source_mapping.pollers.sqs_poller"


class Received(dict[str, Any]):
    """A record for a function, that remembers its body's text while LocalStack compares it."""

    def __init__(self, record: dict[str, Any]) -> None:
        super().__init__(record)
        self.body_as_sent = record["body"]


@wraps(f"{_POLLER}:transform_into_events", at="lambda", why=WHY)
def records_of(original: Callable[..., list[dict[str, Any]]], messages: list[dict[str, Any]]) -> list[Received]:
    """The records of messages."""
    return [Received(record) for record in original(messages)]


@adds(f"{_POLLER}:SqsPoller.filter_events", at="lambda", why=WHY)
def filtering(poller: Any) -> Callable[..., list[Received]]:
    """The choosing of records, after which each has its body's text again."""
    choose = poller.filter_events

    def filter_events(self: Any, events: list[Received]) -> list[Received]:
        chosen: list[Received] = choose(self, events)
        for record in chosen:
            record["body"] = record.body_as_sent
        return chosen

    return filter_events
