"""Whatever is asked of ten services, they answer or refuse: no status from 500 on, no words of Python, no traceback.

A request at which the emulator fails is refused by name too, and is one of the register's divergences; how many of
these there are may not grow.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from harness.pytest_support.running import RunningEmulator
from tests.fuzzing.requests import Requests

SERVICES = ("apigatewayv2", "cloudwatch", "dynamodb", "events", "iam", "lambda", "logs", "s3", "sns", "sqs")
LEFT_OUT = frozenset({"Invoke", "InvokeAsync", "InvokeWithResponseStream", "StartLiveTail", "SelectObjectContent"})
"""They run code, or answer in a stream."""
OF_PYTHON = re.compile(
    r"Traceback|exception while calling|object has no attribute|NoneType|[a-z]Error\(|not subscriptable|unhashable|"
    r"positional argument|list index out of range|not supported between instances|<class '"
)
STRIDE = 7919
"""A prime: the operations come in turn, whatever their number, and a few requests are of different kinds."""
FAILED = "The emulator failed at this"
MOST_FAILED = 0.2
"""The share of requests that the emulator may fail at: SQS fails at 15 of a hundred, others at fewer."""


@pytest.mark.parametrize("service", SERVICES)
def test_a_few_requests(emulator: RunningEmulator, service: str) -> None:
    ask(emulator, service, 40)


@pytest.mark.slow
@pytest.mark.proof
@pytest.mark.parametrize("service", SERVICES)
def test_many_requests(emulator: RunningEmulator, service: str) -> None:
    ask(emulator, service, 500)


def ask(emulator: RunningEmulator, service: str, count: int) -> None:
    """Make `count` requests of a service, each operation as often as another."""
    clients = emulator.clients("424242424242", "eu-west-3")
    config = clients.config.merge(Config(parameter_validation=False, retries={"total_max_attempts": 1}))
    client = clients.session.client(service, endpoint_url=emulator.url, config=config)  # type: ignore[call-overload]
    failed: Counter[str] = Counter()
    wrong = []
    for operation, parameters in generated(client, count):
        status, text = answer(client, operation, parameters)
        if status >= 500 or OF_PYTHON.search(text):
            wrong.append(f"{operation} {parameters}: {status} {text}"[:600])
        failed[operation] += text.startswith(FAILED)
    assert not wrong, "\n".join(wrong)
    assert failed.total() <= count * MOST_FAILED, failed.most_common(20)
    assert "Traceback" not in emulator.log_tail(2_000)


def generated(client: Any, count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Operations with their parameters, by the methods of a client."""
    model = client.meta.service_model
    requests = Requests(seed=20_240_601)
    methods = {
        method: model.operation_model(name).input_shape
        for method, name in client.meta.method_to_api_mapping.items()
        if name not in LEFT_OUT
    }
    names = sorted(methods)
    for index in range(count):
        name = names[index * STRIDE % len(names)]
        yield name, requests.of(methods[name])


def answer(client: Any, method: str, parameters: dict[str, Any]) -> tuple[int, str]:
    """The status and the message of a refusal; what botocore itself doesn't send is no request."""
    try:
        getattr(client, method)(**parameters)
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"].get("Message", "")
    except (BotoCoreError, ParamValidationError, AttributeError, KeyError, TypeError, ValueError):
        return 0, ""
    return 200, ""
