"""Breaking and mending the media pipeline for a lab, by AWS's own operations; the stack stays as it was declared."""

from typing import Any

from bootstrap.stacks.media_pipeline import QUEUE, WORKER
from harness.run.context import RunContext
from harness.waits.functions import FunctionUpdated


def set_visibility(context: RunContext, seconds: int) -> None:
    """Have a message that nobody deleted come again after so many seconds, from its next delivery on."""
    with context.act("set the queue's visibility timeout", seconds=seconds):
        url = context.clients.sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
        context.clients.sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(seconds)})


def set_memory(context: RunContext, memory_mb: int) -> None:
    """Give the worker so much memory, and wait until new invocations have it."""
    with context.act("set the worker's memory", mb=memory_mb):
        context.clients.lambda_.update_function_configuration(FunctionName=WORKER, MemorySize=memory_mb)
    context.wait(FunctionUpdated(context.clients, WORKER))


def set_variable(context: RunContext, name: str, value: str) -> None:
    """Change one of the worker's environment variables, and wait until new invocations have it."""
    lambda_: Any = context.clients.lambda_
    with context.act("set the worker's variable", variable=name, value=value):
        variables = lambda_.get_function_configuration(FunctionName=WORKER)["Environment"]["Variables"]
        lambda_.update_function_configuration(
            FunctionName=WORKER, Environment={"Variables": {**variables, name: value}}
        )
    context.wait(FunctionUpdated(context.clients, WORKER))
