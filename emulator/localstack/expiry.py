"""Expiry is kept, not carried out: whoever asks for it is told so in the register of divergences."""

from typing import Any

from emulator.divergences import divergences
from emulator.localstack.seams import handles

OPERATIONS = frozenset({"PutBucketLifecycleConfiguration", "UpdateTimeToLive", "PutRetentionPolicy"})


@handles("response_handlers", -1, why="Expiry that is asked for is noted as a divergence: nothing expires here.")
def note(_: Any, context: Any, response: Any) -> None:
    """Note the divergence when expiry was configured."""
    operation = context.operation.name if context.operation else ""
    if operation in OPERATIONS and response.status_code < 300:
        divergences.touch("expiry", f"{operation} was accepted, but nothing expires here", context.account_id)
