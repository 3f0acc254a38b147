"""The single operations that are compared: each is prepared once on an emulator and then asked many times."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from http.client import HTTPConnection, RemoteDisconnected
from itertools import count
from typing import Any

from bootstrap.clients import Clients
from harness.bench.functions import NO_OP, function
from harness.engines.engine import EngineError
from harness.run.clock import utc_now

NAME = "bench-peers"
KILOBYTE = b"x" * 1024
Request = Callable[[], object]


@dataclass
class Operations:
    """What one emulator is asked. `close` takes down all that was made for it."""

    clients: Clients

    def __post_init__(self) -> None:
        self._made = ExitStack()
        self._numbers = count()

    def close(self) -> None:
        """Remove what the operations were prepared with."""
        self._made.close()

    def prepared(self) -> Iterator[tuple[str, Request]]:
        """Every operation's name and the request; what an operation needs is there when it is given."""
        for name, prepare in OPERATIONS.items():
            yield name, prepare(self)

    @cached_property
    def connection(self) -> HTTPConnection:
        """One connection that stays open."""
        made = HTTPConnection("127.0.0.1", self.clients.endpoint.port, timeout=60)
        self._made.callback(made.close)
        return made

    def plain(self, method: str, path: str) -> Request:
        """A request without an SDK; EngineError for another answer than 200."""

        def ask() -> bytes:
            try:
                self.connection.request(method, path)
                answer = self.connection.getresponse()
            except RemoteDisconnected:  # it was idle for too long, while the other side was asked
                self.connection.close()
                self.connection.request(method, path)
                answer = self.connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise EngineError(f"{method} {path}: {answer.status} {body[:300]!r}")
            return body

        return ask

    @cached_property
    def queue_url(self) -> str:
        """A queue."""
        url = self.clients.sqs.create_queue(QueueName=NAME, Attributes={"VisibilityTimeout": "600"})["QueueUrl"]
        self._made.callback(lambda: self.clients.sqs.delete_queue(QueueUrl=url))
        return url

    @cached_property
    def receipts(self) -> list[str]:
        """The receipt handles of messages that were received and not yet deleted."""
        return []

    def receive(self) -> None:
        """Receive one message of those that were sent."""
        found = self.clients.sqs.receive_message(QueueUrl=self.queue_url).get("Messages", [])
        if not found:
            raise EngineError(f"{self.clients.endpoint.url}: the queue gives no message of those that were sent")
        self.receipts.append(found[0]["ReceiptHandle"])

    @cached_property
    def table(self) -> str:
        """A table with one item."""
        self.clients.dynamodb.create_table(
            TableName=NAME,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        self._made.callback(lambda: self.clients.dynamodb.delete_table(TableName=NAME))
        return NAME

    @cached_property
    def bucket(self) -> str:
        """A bucket with one object."""
        self.clients.s3.create_bucket(Bucket=NAME)
        self._made.callback(self._remove_bucket)
        return NAME

    def _remove_bucket(self) -> None:
        self.clients.s3.delete_object(Bucket=NAME, Key="key")
        self.clients.s3.delete_bucket(Bucket=NAME)

    @cached_property
    def topic_arn(self) -> str:
        """A topic without subscribers."""
        arn = self.clients.sns.create_topic(Name=NAME)["TopicArn"]
        self._made.callback(lambda: self.clients.sns.delete_topic(TopicArn=arn))
        return arn

    @cached_property
    def log_group(self) -> str:
        """A log group with one stream, without filters."""
        self.clients.logs.create_log_group(logGroupName=NAME)
        self._made.callback(lambda: self.clients.logs.delete_log_group(logGroupName=NAME))
        self.clients.logs.create_log_stream(logGroupName=NAME, logStreamName="stream")
        return NAME

    @cached_property
    def function_name(self) -> str:
        """A function that does nothing, with a warm environment."""
        name = self._made.enter_context(function(self.clients, NAME, NO_OP))
        self.clients.lambda_.invoke(FunctionName=name, Payload=b"{}")
        return name

    @cached_property
    def api_path(self) -> str:
        """Where an HTTP API answers that has one route, to the function."""
        arn = f"arn:aws:lambda:{self.clients.region}:{self.clients.account_id}:function:{self.function_name}"
        api_id = self.clients.apigatewayv2.create_api(Name=NAME, ProtocolType="HTTP")["ApiId"]
        self._made.callback(lambda: self.clients.apigatewayv2.delete_api(ApiId=api_id))
        integration = self.clients.apigatewayv2.create_integration(
            ApiId=api_id, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
        )["IntegrationId"]
        self.clients.apigatewayv2.create_route(ApiId=api_id, RouteKey="GET /ask", Target=f"integrations/{integration}")
        self.clients.apigatewayv2.create_stage(ApiId=api_id, StageName="$default", AutoDeploy=True)
        source = f"arn:aws:execute-api:{self.clients.region}:{self.clients.account_id}:{api_id}/*"
        self.clients.lambda_.add_permission(
            FunctionName=self.function_name,
            StatementId="api",
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            SourceArn=source,
        )
        return f"/_aws/execute-api/{api_id}/$default/ask"


def _send(on: Operations) -> Request:
    url = on.queue_url
    return lambda: on.clients.sqs.send_message(QueueUrl=url, MessageBody="a message")


def _receive(on: Operations) -> Request:
    return on.receive


def _delete(on: Operations) -> Request:
    return lambda: on.clients.sqs.delete_message(QueueUrl=on.queue_url, ReceiptHandle=on.receipts.pop())


def _put_item(on: Operations) -> Request:
    item: Any = {"id": {"S": "1"}, "status": {"S": "PENDING"}, "count": {"N": "0"}}
    table = on.table
    return lambda: on.clients.dynamodb.put_item(TableName=table, Item=item)


def _get_item(on: Operations) -> Request:
    return lambda: on.clients.dynamodb.get_item(TableName=on.table, Key={"id": {"S": "1"}})


def _update_item(on: Operations) -> Request:
    values: Any = {":s": {"S": "DONE"}, ":one": {"N": "1"}}
    return lambda: on.clients.dynamodb.update_item(
        TableName=on.table,
        Key={"id": {"S": "1"}},
        UpdateExpression="SET #s = :s ADD #c :one",
        ExpressionAttributeNames={"#s": "status", "#c": "count"},
        ExpressionAttributeValues=values,
    )


def _put_object(on: Operations) -> Request:
    bucket = on.bucket
    return lambda: on.clients.s3.put_object(Bucket=bucket, Key="key", Body=KILOBYTE)


def _get_object(on: Operations) -> Request:
    def get() -> bytes:
        return on.clients.s3.get_object(Bucket=on.bucket, Key="key")["Body"].read()

    return get


def _publish(on: Operations) -> Request:
    arn = on.topic_arn
    return lambda: on.clients.sns.publish(TopicArn=arn, Message="a message")


def _put_log_events(on: Operations) -> Request:
    group = on.log_group
    return lambda: on.clients.logs.put_log_events(
        logGroupName=group,
        logStreamName="stream",
        logEvents=[{"timestamp": int(utc_now().timestamp() * 1000), "message": '{"level": "INFO"}'}],
    )


def _put_metric_data(on: Operations) -> Request:
    return lambda: on.clients.cloudwatch.put_metric_data(
        Namespace=NAME, MetricData=[{"MetricName": "total", "Value": 1.0, "Timestamp": utc_now()}]
    )


def _get_metric_data(on: Operations) -> Request:
    now = utc_now()
    query: Any = {
        "Id": "total",
        "MetricStat": {"Metric": {"Namespace": NAME, "MetricName": "total"}, "Period": 60, "Stat": "Maximum"},
    }
    return lambda: on.clients.cloudwatch.get_metric_data(
        MetricDataQueries=[query], StartTime=now - timedelta(minutes=10), EndTime=now + timedelta(minutes=1)
    )


def _invoke(on: Operations) -> Request:
    name = on.function_name

    def invoke() -> bytes:
        return on.clients.lambda_.invoke(FunctionName=name, Payload=b"{}")["Payload"].read()

    return invoke


OPERATIONS: Mapping[str, Callable[[Operations], Request]] = {
    "health": lambda on: on.plain("GET", "/_localstack/health"),
    "STS GetCallerIdentity": lambda on: on.clients.sts.get_caller_identity,
    "SQS SendMessage": _send,
    "SQS ReceiveMessage": _receive,
    "SQS DeleteMessage": _delete,
    "DynamoDB PutItem": _put_item,
    "DynamoDB GetItem": _get_item,
    "DynamoDB UpdateItem": _update_item,
    "S3 PutObject 1 KB": _put_object,
    "S3 GetObject 1 KB": _get_object,
    "SNS Publish": _publish,
    "PutLogEvents": _put_log_events,
    "PutMetricData": _put_metric_data,
    "GetMetricData": _get_metric_data,
    "Lambda Invoke, warm": _invoke,
    "HTTP API to a function": lambda on: on.plain("GET", on.api_path),
}
"""By name, in the order in which they are asked: a message is received after it was sent."""
