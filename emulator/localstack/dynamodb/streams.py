"""DynamoDB Streams as LocalStack sees the service: its answers are ours, as text. LocalStack's needs Kinesis."""

import json
from collections.abc import Callable
from functools import partial
from time import time
from typing import Any

from localstack.aws.api import CommonServiceException, RequestContext
from localstack.aws.skeleton import Skeleton
from localstack.aws.spec import load_service
from localstack.http import Response
from localstack.services.plugins import Service

from emulator.dynamodb.streams.operations import Operations, StreamError
from emulator.dynamodb.streams.store import streams

NAME = "dynamodbstreams"


def service() -> Service:
    """The service: every operation of the model."""
    model = load_service(NAME)
    table: dict[str, Callable[..., Response]] = {name: partial(_answer, name) for name in model.operation_names}
    return Service(name=NAME, skeleton=Skeleton(model, table))


def _answer(operation: str, context: RequestContext, request: Any = None) -> Response:
    operations = Operations(streams, context.account_id, context.region, time)
    try:
        text = json.dumps(operations.answer(operation, request or {}))
    except StreamError as error:
        raise CommonServiceException(error.code, error.message, 400, True) from error
    headers = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-RequestId": context.request_id}
    return Response(text, 200, headers)
