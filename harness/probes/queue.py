"""How many messages a queue holds."""

from dataclasses import dataclass

from bootstrap.clients import Clients


@dataclass(frozen=True)
class Depth:
    """Messages of a queue: waiting, being processed, and delayed."""

    visible: int
    in_flight: int
    delayed: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.visible + self.in_flight + self.delayed


def depth(clients: Clients, queue_name: str) -> Depth:
    """How many messages the queue holds now: approximate on AWS.

    Here none is left out; one may count twice while it moves.
    """
    url = clients.sqs.get_queue_url(QueueName=queue_name)["QueueUrl"]
    found = clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return Depth(
        int(found["ApproximateNumberOfMessages"]),
        int(found["ApproximateNumberOfMessagesNotVisible"]),
        int(found["ApproximateNumberOfMessagesDelayed"]),
    )
