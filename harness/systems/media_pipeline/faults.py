"""Breaking and mending the media pipeline for a lab, by AWS's own operations; the stack stays as it was declared."""

from typing import Any

from bootstrap.stacks.media_pipeline import QUEUE, WORKER
from harness.run.context import Stage
from harness.waits.functions import FunctionUpdated


def set_visibility(stage: Stage, seconds: int) -> None:
    """Have a message that nobody deleted come again after so many seconds, from its next delivery on."""
    with stage.act("set the queue's visibility timeout", seconds=seconds):
        url = stage.clients.sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
        stage.clients.sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(seconds)})


def set_memory(stage: Stage, memory_mb: int) -> None:
    """Give the worker so much memory, and wait until new invocations have it."""
    with stage.act("set the worker's memory", mb=memory_mb):
        stage.clients.lambda_.update_function_configuration(FunctionName=WORKER, MemorySize=memory_mb)
    stage.wait(FunctionUpdated(stage.clients, WORKER))


def set_variable(stage: Stage, name: str, value: str) -> None:
    """Change one of the worker's environment variables, and wait until new invocations have it."""
    lambda_: Any = stage.clients.lambda_
    with stage.act("set the worker's variable", variable=name, value=value):
        variables = lambda_.get_function_configuration(FunctionName=WORKER)["Environment"]["Variables"]
        lambda_.update_function_configuration(
            FunctionName=WORKER, Environment={"Variables": {**variables, name: value}}
        )
    stage.wait(FunctionUpdated(stage.clients, WORKER))
