"""Expiry is kept, not carried out: whoever asks for it is told so in the register of divergences."""

from typing import Any

from emulator.localstack import register

OPERATIONS = frozenset({"PutBucketLifecycleConfiguration", "UpdateTimeToLive", "PutRetentionPolicy"})


def install() -> None:
    """Look at every answer of LocalStack's gateway."""
    from localstack.runtime.current import get_current_runtime

    get_current_runtime().components.gateway.response_handlers.append(note)


def note(_: Any, context: Any, response: Any) -> None:
    """Note the divergence when expiry was configured."""
    operation = context.operation.name if context.operation else ""
    if operation in OPERATIONS and response.status_code < 300:
        register.divergence("expiry", f"{operation} was accepted, but nothing expires here", context.account_id)
