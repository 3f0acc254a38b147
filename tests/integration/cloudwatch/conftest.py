"""CloudWatch's clock and activity for tests, an alarm to start from, and functions made of a few lines."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from bootstrap.clients import Clients
from harness.run.clock import Deadline

START = "2026-11-21T01:00:00Z"
START_S = 1795222800.0
_direct = build_opener(ProxyHandler({}))


@dataclass(frozen=True)
class Local:
    """The emulator's own endpoints, for the account of a test."""

    clients: Clients

    def call(self, method: str, path: str, body: Any = None, **query: str) -> tuple[int, dict[str, Any]]:
        parameters = urlencode({"account": self.clients.account_id, **query})
        data = None if body is None else json.dumps(body).encode()
        url = f"{self.clients.endpoint.url}/_harness/{path}?{parameters}"
        try:
            with _direct.open(Request(url, data, method=method), timeout=60) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            return error.code, json.load(error)

    def step(self, start: str | None = START) -> dict[str, Any]:
        return self._ok("PUT", "clock", {"mode": "stepped", "start": start})

    def advance(self, by_s: float | None = None) -> dict[str, Any]:
        return self._ok("POST", "clock/advance", {"to": "next-evaluation"} if by_s is None else {"by_s": by_s})

    def run(self) -> dict[str, Any]:
        return self._ok("PUT", "clock", {"mode": "real"})

    def activity(self, **query: str) -> dict[str, Any]:
        return self._ok("GET", "activity", None, **query)

    def settle(self, budget_s: float = 30.0) -> dict[str, Any]:
        """Wait until two answers in a row are quiet and the same; returns the last."""
        last: int | None = None
        deadline = Deadline.after(budget_s)
        while not deadline.passed:
            seen = self.activity()
            if seen["quiet"] and seen["changes"] == last:
                return seen
            last = seen["changes"] if seen["quiet"] else None
        raise AssertionError(f"not quiet within {budget_s} s: {self.activity()}")

    def _ok(self, method: str, path: str, body: Any, **query: str) -> dict[str, Any]:
        status, answer = self.call(method, path, body, **query)
        assert status == 200, answer
        return answer


@pytest.fixture
def local(clients: Clients) -> Iterator[Local]:
    """The endpoints; the account's clock is real again afterwards."""
    local = Local(clients)
    yield local
    local.run()


@pytest.fixture
def alarm(clients: Clients) -> Callable[..., str]:
    """Puts an alarm on `Tests/Size` (Maximum ≥ 20, 1 of 1, 60 s, missing data ignored), changed as asked; its name."""

    def put(name: str = "big", **changed: Any) -> str:
        settings: dict[str, Any] = {
            "AlarmName": name,
            "Namespace": "Tests",
            "MetricName": "Size",
            "Statistic": "Maximum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "DatapointsToAlarm": 1,
            "Threshold": 20,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "ignore",
            **changed,
        }
        clients.cloudwatch.put_metric_alarm(**{key: value for key, value in settings.items() if value is not None})
        return name

    return put


@pytest.fixture
def size(clients: Clients) -> Callable[..., None]:
    """Puts values of `Tests/Size`, without a timestamp."""

    def put(*values: float, **changed: Any) -> None:
        for value in values:
            datum: Any = {"MetricName": "Size", "Value": value, **changed}
            clients.cloudwatch.put_metric_data(Namespace="Tests", MetricData=[datum])

    return put


@pytest.fixture
def state(clients: Clients) -> Callable[..., str]:
    """The state of an alarm."""

    def read(name: str = "big") -> str:
        answer = clients.cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"])
        states = [one["StateValue"] for one in answer["MetricAlarms"]]
        states += [one["StateValue"] for one in answer["CompositeAlarms"]]
        assert len(states) == 1
        return states[0]

    return read


@pytest.fixture
def topic(clients: Clients) -> "Topic":
    """A topic whose messages can be read from a queue."""
    return Topic.create(clients, "alarms")


@dataclass(frozen=True)
class Topic:
    """An SNS topic with a queue behind it."""

    clients: Clients
    arn: str
    queue_url: str

    @classmethod
    def create(cls, clients: Clients, name: str) -> "Topic":
        arn = clients.sns.create_topic(Name=name)["TopicArn"]
        url = clients.sqs.create_queue(QueueName=f"{name}-inbox")["QueueUrl"]
        queue_arn = f"arn:aws:sqs:{clients.region}:{clients.account_id}:{name}-inbox"
        clients.sns.subscribe(
            TopicArn=arn, Protocol="sqs", Endpoint=queue_arn, Attributes={"RawMessageDelivery": "true"}
        )
        return cls(clients, arn, url)

    def messages(self) -> list[dict[str, Any]]:
        """What has arrived since it was last asked."""
        found: list[dict[str, Any]] = []
        while batch := self.clients.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10).get(
            "Messages"
        ):
            found += [json.loads(one["Body"]) for one in batch]
            for one in batch:
                self.clients.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=one["ReceiptHandle"])
        return found


@pytest.fixture
def function(clients: Clients) -> Callable[..., str]:
    """Creates a function from the text of its module `index` and waits until it can be invoked; its ARN."""

    def create(name: str, code: str, **changed: Any) -> str:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("index.py", code)
        clients.lambda_.create_function(
            FunctionName=name,
            Runtime="python3.11",
            Handler="index.handler",
            Role=f"arn:aws:iam::{clients.account_id}:role/r",
            Code={"ZipFile": archive.getvalue()},
            Timeout=30,
            **changed,
        )
        clients.lambda_.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
        return f"arn:aws:lambda:{clients.region}:{clients.account_id}:function:{name}"

    return create


@pytest.fixture
def allow_alarm(clients: Clients) -> Callable[[str, str], None]:
    """Lets an alarm invoke a function."""

    def allow(function: str, alarm: str) -> None:
        clients.lambda_.add_permission(
            FunctionName=function,
            StatementId=f"alarm-{alarm}",
            Action="lambda:InvokeFunction",
            Principal="lambda.alarms.cloudwatch.amazonaws.com",
            SourceArn=f"arn:aws:cloudwatch:{clients.region}:{clients.account_id}:alarm:{alarm}",
        )

    return allow
