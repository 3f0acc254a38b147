"""Whatever is asked of ten services, they answer or refuse: no status from 500 on, no words of Python, no traceback.

Requests are made from botocore's models. A failure of the emulator is a 500, so that none is among the answers. How
many of the refusals are for what isn't emulated at all is bounded as well. Requests that botocore itself doesn't send
are made anew, so that `count` requests reach the emulator.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import count as count_up
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ReadTimeoutError,
)

from harness.pytest_support.running import RunningEmulator
from tests.fuzzing.requests import Requests
from tests.fuzzing.resources import MADE

SERVICES = ("apigatewayv2", "cloudwatch", "dynamodb", "events", "iam", "lambda", "logs", "s3", "sns", "sqs")
LEFT_OUT = frozenset({"Invoke", "InvokeAsync", "InvokeWithResponseStream", "StartLiveTail", "SelectObjectContent"})
"""They run code, or answer in a stream."""
OF_PYTHON = re.compile(
    r"Traceback|exception while calling|object has no attribute|NoneType|[a-z]Error\(|not subscriptable|unhashable|"
    r"positional argument|list index out of range|not supported between instances|<class '"
)
STRIDE = 7919
"""A prime: the operations come in turn, whatever their number, and a few requests are of different kinds."""
NOT_SENT, NOT_ANSWERED = 0, 599
FEWEST_TAKEN = 0.05
"""The share of requests that are taken, at least: so many reach the inside of a service."""


@pytest.mark.parametrize("service", SERVICES)
def test_a_few_requests(emulator: RunningEmulator, service: str) -> None:
    ask(emulator, service, 100)


@pytest.mark.slow
@pytest.mark.proof
@pytest.mark.parametrize("service", SERVICES)
def test_many_requests(emulator: RunningEmulator, service: str) -> None:
    ask(emulator, service, 500)


def ask(emulator: RunningEmulator, service: str, count: int) -> None:
    """Have `count` requests of a service reach the emulator, each operation as often as another."""
    clients = emulator.clients(f"4242424{count:05d}", "eu-west-3")
    config = clients.config.merge(Config(parameter_validation=False, retries={"total_max_attempts": 1}))
    client = clients.session.client(service, endpoint_url=emulator.url, config=config)  # type: ignore[call-overload]
    statuses: Counter[int] = Counter()
    wrong = []
    for operation, parameters in generated(client, MADE[service](client)):
        status, text = answer(client, operation, parameters)
        statuses[status] += 1
        if status >= 500 or OF_PYTHON.search(text):
            wrong.append(f"{operation} {parameters}: {status} {text}"[:600])
        if statuses.total() - statuses[NOT_SENT] == count:
            break
    assert not wrong, "\n".join(wrong)
    assert statuses[200] >= count * FEWEST_TAKEN, statuses
    assert "Traceback" not in emulator.log_tail(2_000)


def generated(client: Any, there: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Operations with their parameters, by the methods of a client, without an end."""
    model = client.meta.service_model
    requests = Requests(20_240_601, there)
    methods = {
        method: model.operation_model(name).input_shape
        for method, name in client.meta.method_to_api_mapping.items()
        if name not in LEFT_OUT
    }
    names = sorted(methods)
    for index in count_up():
        name = names[index * STRIDE % len(names)]
        yield name, requests.of(methods[name])


def answer(client: Any, method: str, parameters: dict[str, Any]) -> tuple[int, str]:
    """The status and the message of a refusal; what botocore itself doesn't send is no request."""
    try:
        getattr(client, method)(**parameters)
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"].get("Message") or ""
    except (ReadTimeoutError, ConnectionClosedError) as error:
        return NOT_ANSWERED, repr(error)
    except (BotoCoreError, AttributeError, KeyError, TypeError, ValueError):
        return NOT_SENT, ""
    return 200, ""
