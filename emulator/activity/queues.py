"""Messages in queues, as they count for what is in progress, and where they are read. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Protocol


@dataclass(frozen=True)
class Messages:
    """How many messages a queue holds, and how many enabled event source mappings read from it."""

    visible: int
    in_flight: int
    delayed: int
    consumers: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.visible + self.in_flight + self.delayed


class Queues(Protocol):
    """Where messages are read, at the moment of the call."""

    def of_account(self, account_id: str, region: str | None) -> Mapping[str, Messages]:
        """Every queue of the account, by name; with a region, of that region only."""

    def async_events(self, account_id: str) -> Mapping[str, Messages]:
        """The asynchronous events that wait, run or are to be retried, by function."""


def as_json(queues: Mapping[str, Messages]) -> dict[str, dict[str, int]]:
    """By name."""
    return {name: asdict(messages) for name, messages in sorted(queues.items())}
