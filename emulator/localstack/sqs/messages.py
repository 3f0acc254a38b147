"""Messages that are sent, and changed visibility, are checked one by one: in a batch the good ones are taken."""

from collections.abc import Callable
from typing import Any

from localstack.aws.api import CommonServiceException

from emulator.localstack.seams import wraps
from emulator.validation.refusal import Refusal
from emulator.validation.rules import sqs


def refuse(refusal: Refusal | None) -> None:
    """Raise a refusal as LocalStack's own services do."""
    if refusal is not None:
        raise CommonServiceException(refusal.code, refusal.message, status_code=refusal.status, sender_fault=True)


@wraps(
    "services.sqs.provider:SqsProvider._put_message",
    at="sqs",
    why="LocalStack takes delays over 900 s, more than ten attributes, and numbers that aren't.",
)
def put_message(
    original: Callable[..., Any], self: Any, queue: Any, context: Any, message_body: str,
    delay_seconds: int | None = None, message_attributes: Any = None, *args: Any, **kwargs: Any,
) -> Any:  # fmt: skip
    """Put a message into its queue, unless AWS refuses it."""
    refuse(sqs.message(delay_seconds, message_attributes))
    return original(self, queue, context, message_body, delay_seconds, message_attributes, *args, **kwargs)


@wraps(
    "services.sqs.models:SqsQueue.update_visibility_timeout",
    at=("sqs", "lambda"),
    why="LocalStack takes any visibility time-out.",
)
def update_visibility_timeout(original: Callable[..., Any], self: Any, handle: str, visibility_timeout: int) -> Any:
    """Change a message's visibility, unless AWS refuses the time."""
    refuse(sqs.visibility(visibility_timeout))
    return original(self, handle, visibility_timeout)


IN_BATCHES = {
    "InvalidParameterValueException": "InvalidParameterValue",
    "MissingRequiredParameterException": "MissingParameter",
}
"""Codes of errors, and what AWS writes of them into the answer of a batch."""


@wraps(
    "services.sqs.provider:SqsProvider.send_message_batch",
    at="sqs",
    why="The messages of a batch that fail have AWS's codes.",
)
@wraps(
    "services.sqs.provider:SqsProvider.change_message_visibility_batch",
    at="sqs",
    why="The changes of a batch that fail have AWS's codes.",
)
@wraps(
    "services.sqs.provider:SqsProvider.delete_message_batch",
    at="sqs",
    why="The deletions of a batch that fail have AWS's codes.",
)
def batch(original: Callable[..., Any], self: Any, *args: Any, **kwargs: Any) -> Any:
    """What came of a batch, with AWS's codes for what failed."""
    answer = original(self, *args, **kwargs)
    for failed in answer.get("Failed") or ():
        code = "InvalidParameterValueException" if failed["Code"] == "CommonServiceException" else failed["Code"]
        if code in IN_BATCHES:
            failed.update(Code=IN_BATCHES[code], SenderFault=True)
    return answer
