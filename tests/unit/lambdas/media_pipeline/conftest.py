"""The functions as Lambda loads them, each with its environment, against moto's S3, DynamoDB and SQS."""

import importlib.util
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import boto3
import pytest
from moto import mock_aws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

FOLDER = Path(__file__).resolve().parents[4] / "lambdas" / "media_pipeline"
REGION: Final = "ap-south-1"
UPLOADS, PROCESSED = "amodhbh-media-uploads", "amodhbh-media-processed"
TABLE = "media-processing-jobs"


@dataclass
class Invocation:
    """What a function is told of its invocation."""

    aws_request_id: str = "request-1"

    def get_remaining_time_in_millis(self) -> int:
        return 120_000


@dataclass
class Pipeline:
    """The services, and the functions by the names of their folders."""

    s3: "S3Client"
    dynamodb: "DynamoDBClient"
    sqs: "SQSClient"
    queue_url: str
    functions: dict[str, ModuleType] = field(default_factory=dict)

    def call(self, function: str, event: dict[str, Any]) -> dict[str, Any]:
        """Invoke a function that isn't an API's."""
        answer: dict[str, Any] = self.functions[function].handler(event, Invocation())
        return answer

    def request(self, function: str, event: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Invoke an API's function: the status code, and the body out of its JSON."""
        response = self.call(function, event)
        assert response["headers"]["Content-Type"] == "application/json"
        assert response["headers"]["Access-Control-Allow-Origin"] == "*"
        assert response["headers"]["Access-Control-Allow-Headers"] == "Content-Type"
        return response["statusCode"], json.loads(response["body"])

    def job(self, job_id: str) -> dict[str, Any]:
        """The job's item as the table has it, or an empty one."""
        return dict(self.dynamodb.get_item(TableName=TABLE, Key={"jobId": {"S": job_id}}).get("Item", {}))

    def put_job(self, job_id: str, status: str = "PENDING", **attributes: Any) -> None:
        """Put a job of that status; further attributes as DynamoDB writes them."""
        strings = {"jobId": job_id, "status": status, "createdAt": "then", "updatedAt": "then"}
        item: Any = {**{name: {"S": value} for name, value in strings.items()}, **attributes}
        self.dynamodb.put_item(TableName=TABLE, Item=item)


@pytest.fixture(scope="module")
def pipeline() -> Iterator[Pipeline]:
    """A pipeline for one module's tests; they keep out of each other's way by their job ids."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        pipeline = Pipeline(client("s3"), client("dynamodb"), client("sqs"), "")
        pipeline.queue_url = made(pipeline)
        environment = {
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "UPLOAD_BUCKET": UPLOADS,
            "PROCESSED_BUCKET": PROCESSED,
            "DYNAMODB_TABLE": TABLE,
            "SQS_QUEUE_URL": pipeline.queue_url,
            "MAX_RECEIVE_COUNT": "3",
        }
        for name, value in environment.items():
            patch.setenv(name, value)
        for folder in ("request_upload", "get_job_status", "dispatcher", "worker"):
            pipeline.functions[folder] = loaded(folder)
        yield pipeline


def client(service: str) -> Any:
    return boto3.client(service, region_name=REGION)  # type: ignore[call-overload]  # noqa: TID251 - moto's, not an emulator's


def made(pipeline: Pipeline) -> str:
    """Create the resources; the queue's URL."""
    for bucket in (UPLOADS, PROCESSED):
        pipeline.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    pipeline.dynamodb.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "jobId", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "jobId", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return pipeline.sqs.create_queue(QueueName="media-processing-queue")["QueueUrl"]


def loaded(folder: str) -> ModuleType:
    """The function's `handler` module, under a name of its own."""
    spec = importlib.util.spec_from_file_location(f"media_{folder}_handler", FOLDER / folder / "handler.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
