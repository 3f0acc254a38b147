"""The link from a queue to the function that processes its messages."""

from dataclasses import dataclass
from typing import Any

from bootstrap.clients import Clients
from harness.diagnosis.link import Flow, Link, LinkState
from harness.probes.function_logs import FunctionLogs
from harness.probes.queue import depth


@dataclass(frozen=True)
class QueueToFunction(Link):
    """An event source mapping carries the queue's messages to a function. Not every queue has one for dead letters."""

    clients: Clients
    queue: str
    function: str
    dead_letter_queue: str | None

    @property
    def name(self) -> str:
        """How the link is called."""
        return f"sqs {self.queue} -> lambda {self.function}"

    def state(self) -> LinkState:
        """Stuck when the mapping is missing or off, when messages wait, or when they ended in the dead-letter queue.

        Not for messages that are there because the function fails with them: that is the function's link.
        """
        held, mapping = depth(self.clients, self.queue), self._mapping()
        dead = depth(self.clients, self.dead_letter_queue).total if self.dead_letter_queue else 0
        facts = (
            f"{self.queue}: {held.visible} visible, {held.in_flight} in flight, {held.delayed} delayed",
            f"{self.dead_letter_queue or 'no dead-letter queue'}: {dead} visible",
            f"event source mapping: {mapping['State'] if mapping else 'none'}",
        )
        if mapping is None:
            return LinkState(self.name, Flow.STUCK, "there is no event source mapping", facts)
        if mapping["State"] not in ("Enabled", "Creating", "Enabling", "Updating"):
            return LinkState(self.name, Flow.STUCK, f"the event source mapping is {mapping['State']}", facts)
        if (dead or held.total) and FunctionLogs(self.clients, self.function).errors():
            return LinkState(self.name, Flow.PASSING, "messages reach the function, which fails", facts)
        if dead:
            return LinkState(self.name, Flow.STUCK, f"{dead} messages ended in the dead-letter queue", facts)
        if held.total:
            return LinkState(self.name, Flow.STUCK, f"{held.total} messages are not processed", facts)
        return LinkState(self.name, Flow.PASSING, "enabled, nothing waits", facts)

    def _mapping(self) -> dict[str, Any] | None:
        queue_arn = f"arn:aws:sqs:{self.clients.region}:{self.clients.account_id}:{self.queue}"
        found = self.clients.lambda_.list_event_source_mappings(EventSourceArn=queue_arn, FunctionName=self.function)
        mappings = found["EventSourceMappings"]
        return dict(mappings[0]) if mappings else None
