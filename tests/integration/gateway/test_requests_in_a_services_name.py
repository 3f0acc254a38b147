"""The header in which LocalStack says for whom its own requests act is believed of nobody else."""

import json
from typing import Any

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from tests.integration.gateway.test_gateway_guard import send
from tests.integration.lambda_runtime.functions import Deploy

SIGNED = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request"
FORGED = (
    '{"service_principal":"lambda","source_arn":null}',
    '{"service_principal":"lambda","harness_secret":""}',
    '{"service_principal":"lambda","harness_secret":null}',
    '{"harness_secret":["x"]}',
    "{}",
    "[]",
    "null",
    "no json",
    "\u00e9",
)
ASKER = """
import http.client
def handler(event, context):
    connection = http.client.HTTPConnection("127.0.0.1", event["port"], timeout=10)
    connection.request("GET", "/a-bucket", None, {"x-localstack-data": event["forged"], "Authorization": event["by"]})
    return connection.getresponse().status
"""


@pytest.mark.parametrize("forged", FORGED)
def test_a_program_cannot_ask_in_a_services_name(endpoint: Endpoint, forged: str) -> None:
    answer = send(endpoint, "GET", "/a-bucket", x_localstack_data=forged, authorization=SIGNED)
    assert (answer.status, "x-localstack-data" in answer.body) == (403, True)


def test_nor_can_a_function(endpoint: Endpoint, deploy: Deploy) -> None:
    port = int(endpoint.url.rsplit(":", 1)[1])
    assert deploy(ASKER)({"port": port, "forged": FORGED[0], "by": SIGNED}).payload == 403


def test_services_still_ask_each_other(clients: Clients) -> None:
    """S3's notification reaches a queue, which only the service may send to."""
    queue = clients.sqs.create_queue(QueueName="told-by-s3")["QueueUrl"]
    arn = clients.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    clients.s3.create_bucket(Bucket="that-tells-a-queue")
    wanted: Any = {"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]}
    policy = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn,
    }]}  # fmt: skip
    clients.sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(policy)})
    clients.s3.put_bucket_notification_configuration(Bucket="that-tells-a-queue", NotificationConfiguration=wanted)
    clients.s3.put_object(Bucket="that-tells-a-queue", Key="a", Body=b"a")
    bodies: list[str] = []
    while not any("ObjectCreated" in body for body in bodies):
        answer = clients.sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=20)
        bodies = [message["Body"] for message in answer["Messages"]]
        for message in answer["Messages"]:
            clients.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
