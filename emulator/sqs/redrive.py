"""A redriven message is a new one.

Developer guide, "Configuring a dead-letter queue redrive": "redriven messages are considered new messages with a new
`messageID` and `enqueueTime`", and are received as often as any other before they are dead letters again.
"""

from collections.abc import Mapping
from typing import Any

OF_THE_OLD_ONE = frozenset(
    {"ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp", "DeadLetterQueueSourceArn", "SequenceNumber"}
)
"""What happened to the message before it was redriven."""


def redriven(message: Mapping[str, Any], message_id: str, now_ms: int) -> dict[str, Any]:
    """What takes the message's place in the queue that it is moved to: its body, attributes and group, and no past."""
    kept = {name: value for name, value in message.get("Attributes", {}).items() if name not in OF_THE_OLD_ONE}
    return {**message, "MessageId": message_id, "Attributes": {**kept, "SentTimestamp": str(now_ms)}}
