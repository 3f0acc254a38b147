"""Functions of a test's own, from their source, in the test's own account."""

import base64
import io
import json
import time
import uuid
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest

from bootstrap.clients import Clients

READY_DEADLINE_S = 30.0


T = TypeVar("T")


def wait_until(condition: Callable[[], T | None], what: str, deadline_s: float = READY_DEADLINE_S) -> T:
    """The first true value of `condition`; a failure that says `what` was waited for when there is none in time."""
    until = time.monotonic() + deadline_s
    while not (value := condition()):
        if time.monotonic() > until:
            pytest.fail(f"{what} didn't come about within {deadline_s} s")
        time.sleep(0.02)  # noqa: TID251 - the pace of a wait that ends with the condition
    return value


def archive(files: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return out.getvalue()


@dataclass(frozen=True)
class Reply:
    """What an invocation came to."""

    payload: Any
    error: str | None
    tail: str
    took_s: float


@dataclass(frozen=True)
class Function:
    """A deployed function."""

    clients: Clients
    name: str

    def __call__(self, event: Any = None, **options: Any) -> Reply:
        """Invoke it and wait."""
        began = time.perf_counter()
        answer = self.clients.lambda_.invoke(
            FunctionName=self.name, Payload=json.dumps(event).encode(), LogType="Tail", **options
        )
        payload = json.loads(answer["Payload"].read())
        tail = base64.b64decode(answer.get("LogResult", "")).decode()
        return Reply(payload, answer.get("FunctionError"), tail, time.perf_counter() - began)

    @property
    def configuration(self) -> Any:
        return self.clients.lambda_.get_function_configuration(FunctionName=self.name)

    def log(self) -> list[tuple[int, str]]:
        """Every event of its log: time and message."""
        logs, group = self.clients.logs, f"/aws/lambda/{self.name}"
        if not logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]:
            return []
        streams = logs.describe_log_streams(logGroupName=group)["logStreams"]
        return [
            (event["timestamp"], event["message"])
            for stream in streams
            for event in logs.get_log_events(
                logGroupName=group, logStreamName=stream["logStreamName"], startFromHead=True
            )["events"]
        ]

    def log_with(self, text: str) -> list[tuple[int, str]]:
        """Its log, once an event has the text."""

        def found() -> list[tuple[int, str]] | None:
            events = self.log()
            return events if any(text in message for _, message in events) else None

        return wait_until(found, f"{text!r} in the log")


class Deploy:
    """Makes functions and layers."""

    def __init__(self, clients: Clients) -> None:
        self.clients = clients

    def __call__(
        self, source: str, files: Mapping[str, str] | None = None, runtime: str = "python3.11", **settings: Any
    ) -> Function:
        """Deploy `source` as `app.py`, handler `app.handler`, and wait until the function is active."""
        function = self.begin(source, files, runtime, **settings)
        wait_until(lambda: function.configuration["State"] == "Active", f"{function.name} active")
        return function

    def begin(
        self, source: str, files: Mapping[str, str] | None = None, runtime: str = "python3.11", **settings: Any
    ) -> Function:
        """Deploy without waiting."""
        name = f"fn-{uuid.uuid4().hex[:12]}"
        variables = settings.pop("variables", {})
        self.clients.lambda_.create_function(
            FunctionName=name,
            Runtime=runtime,  # type: ignore[arg-type]
            Role=f"arn:aws:iam::{self.clients.account_id}:role/{name}",
            Handler=settings.pop("handler", "app.handler"),
            Code={"ZipFile": archive({"app.py": source, **(files or {})})},
            Environment={"Variables": variables},
            **settings,
        )
        return Function(self.clients, name)

    def layer(self, files: Mapping[str, str | bytes]) -> str:
        """Publish a layer; the version's ARN."""
        answer = self.clients.lambda_.publish_layer_version(
            LayerName=f"layer-{uuid.uuid4().hex[:12]}", Content={"ZipFile": archive(files)}
        )
        return answer["LayerVersionArn"]
