"""What a stack of CloudFormation made, found among the nodes of a region."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from harness.wiring.made import made_by
from harness.wiring.model import Node, Wiring

QUEUE, BUCKET, API, OTHER, INNER = (
    Node("sqs", "jobs"), Node("s3", "pictures"), Node("api", "shop"), Node("sqs", "other"), Node("lambda", "inner")
)  # fmt: skip
WIRING = Wiring({QUEUE: {}, BUCKET: {}, API: {"ApiId": "id1"}, OTHER: {}, INNER: {}})
STACKS = {
    "shop": [
        ("AWS::SQS::Queue", "http://127.0.0.1:4566/000000000000/jobs"),
        ("AWS::S3::Bucket", "pictures"),
        ("AWS::ApiGatewayV2::Api", "id1"),
        ("AWS::CloudFormation::Stack", "arn:aws:cloudformation:us-east-1:000000000000:stack/inside/1"),
    ],
    "arn:aws:cloudformation:us-east-1:000000000000:stack/inside/1": [("AWS::Lambda::Function", "inner")],
}


class CloudFormation:
    """As much of it as is asked."""

    def get_paginator(self, _: str) -> "CloudFormation":
        return self

    def paginate(self, **given: str) -> Iterator[dict[str, Any]]:
        found = STACKS.get(given["StackName"], [])
        yield {
            "StackResourceSummaries": [
                {"ResourceType": kind, "PhysicalResourceId": name, "ResourceStatus": "CREATE_COMPLETE"}
                for kind, name in found
            ]
        }


def clients(*unused: str) -> Any:
    return SimpleNamespace(cloudformation=CloudFormation(), unused=lambda: frozenset(unused))


def test_a_stack_made_what_its_physical_ids_name_and_what_stacks_within_it_made() -> None:
    assert made_by("shop", WIRING, clients()) == {QUEUE, BUCKET, API, INNER}
    assert made_by("no-such", WIRING, clients()) == frozenset()
    assert made_by("shop", WIRING, clients("cloudformation")) == frozenset()
