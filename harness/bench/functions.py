"""Lambda functions under measurement: made from source text, invoked, removed."""

import io
import json
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from bootstrap.clients import Clients
from harness.engines.engine import EngineError
from harness.run.clock import POLL_S, Deadline, Stopwatch

NO_OP = "def handler(event, context):\n    return event\n"
WITH_BOTO3 = "import boto3\n\nclient = boto3.client('s3')\n\n\ndef handler(event, context):\n    return event\n"
HELD = "import time\n\n\ndef handler(event, context):\n    time.sleep(event['hold_s'])\n    return 1\n"
"""A function that is held at work as long as its caller asks, so that so many environments are up at a time."""
ACTIVE_WITHIN_S = 30.0


@contextmanager
def function(clients: Clients, name: str, source: str, timeout_s: int = 30) -> Iterator[str]:
    """A function with this source for the time of the block; its name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("handler.py", source)
    clients.lambda_.create_function(
        FunctionName=name,
        Runtime="python3.11",
        Role=f"arn:aws:iam::{clients.account_id}:role/bench",
        Handler="handler.handler",
        Code={"ZipFile": packed.getvalue()},
        Timeout=timeout_s,
    )
    try:
        _await_active(clients, name)
        yield name
    finally:
        clients.lambda_.delete_function(FunctionName=name)


def _await_active(clients: Clients, name: str) -> None:
    deadline = Deadline.after(ACTIVE_WITHIN_S)
    while clients.lambda_.get_function_configuration(FunctionName=name).get("State") != "Active":
        if deadline.passed:
            raise EngineError(f"function {name} is not active after {ACTIVE_WITHIN_S:g} s; see `make logs`")
        deadline.nap(POLL_S / 10)


def timed_invoke(clients: Clients, name: str, event: object = None) -> float:
    """Real seconds of one synchronous invocation through boto3; EngineError when the function fails."""
    watch = Stopwatch()
    answer = clients.lambda_.invoke(FunctionName=name, Payload=json.dumps(event).encode())
    elapsed_s = watch.elapsed_s
    if "FunctionError" in answer:
        raise EngineError(f"function {name} failed: {answer['Payload'].read()[:300]!r}")
    return elapsed_s


def hold(clients: Clients, name: str, count: int, hold_s: float) -> None:
    """Invoke so many times at once that each invocation has an environment of its own."""
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(lambda _: timed_invoke(clients, name, {"hold_s": hold_s}), range(count)))
