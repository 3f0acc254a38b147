"""A stack of many services with one impossible resource in its middle: what is left is told by a whole inventory."""

from typing import Any

import pytest

from bootstrap.audit import inventory
from harness.probes.emulator import Emulator
from tests.integration.cloudformation.resources import FUNCTION, GROUP, HTTP_API, INTEGRATION, QUEUE, ROLE, TOPIC, ref
from tests.integration.cloudformation.stacks import Stacks, Template

TABLE: Template = {
    "Type": "AWS::DynamoDB::Table",
    "Properties": {
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    },
}
ALARM: Template = {
    "Type": "AWS::CloudWatch::Alarm",
    "Properties": {
        "Namespace": "App", "MetricName": "Size", "Statistic": "Maximum", "Period": 60, "EvaluationPeriods": 1,
        "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold", "AlarmActions": [ref("Topic")],
    },
}  # fmt: skip
FIRST: dict[str, Any] = {
    "Role": ROLE, "Function": FUNCTION, "Queue": QUEUE, "Topic": TOPIC, "Table": TABLE, "Alarm": ALARM,
    "Bucket": {"Type": "AWS::S3::Bucket"}, "Api": HTTP_API, "Integration": INTEGRATION, "Group": GROUP,
}  # fmt: skip
IMPOSSIBLE: Template = {
    "Type": "AWS::Lambda::EventSourceMapping",
    "Properties": {"FunctionName": "nobody", "EventSourceArn": {"Fn::GetAtt": ["Queue", "Arn"]}},
    "DependsOn": list(FIRST),
}
AFTER: Template = {"Type": "AWS::SQS::Queue", "DependsOn": "Impossible"}
STACK = {"AWS::CloudFormation::Stack us-east-1 app"}


@pytest.fixture
def held(stacks: Stacks) -> Any:
    """Addresses of all that the account holds, in every region that it used."""
    return lambda: {each.address for each in inventory(stacks.clients, Emulator(stacks.clients).regions()).existing}


def test_a_creation_that_fails_in_the_middle_leaves_nothing(stacks: Stacks, held: Any) -> None:
    assert stacks.create("app", {"Resources": {**FIRST, "Impossible": IMPOSSIBLE, "After": AFTER}}) == (
        "ROLLBACK_COMPLETE"
    )
    events = stacks.events("app")
    assert [name for name, status, _ in events if status == "CREATE_FAILED"] == ["Impossible"]
    assert {name for name, status, _ in events if status == "CREATE_COMPLETE"} == set(FIRST)
    assert {name for name, status, _ in events if status == "DELETE_COMPLETE"} >= set(FIRST)
    assert held() == STACK, "as on AWS, the stack itself stays to be read, until it is deleted"
    assert stacks.delete("app") == "DELETE_COMPLETE"
    assert held() == set()


def test_an_update_that_fails_in_the_middle_leaves_what_was(stacks: Stacks, held: Any) -> None:
    small = {name: FIRST[name] for name in ("Role", "Function", "Queue")}
    assert stacks.create("app", {"Resources": small}) == "CREATE_COMPLETE"
    before = held()
    assert stacks.update("app", {"Resources": {**FIRST, "Impossible": IMPOSSIBLE, "After": AFTER}}) == (
        "UPDATE_ROLLBACK_COMPLETE"
    )
    assert [name for name, status, _ in stacks.events("app") if status == "CREATE_FAILED"] == ["Impossible"]
    assert held() == before
    assert stacks.delete("app") == "DELETE_COMPLETE"
    assert held() == set()


def test_a_delete_that_fails_half_way_leaves_what_it_names(stacks: Stacks, held: Any) -> None:
    """What doesn't depend on the bucket is gone; the next delete, once it is empty, takes the rest."""
    bucket = {"Type": "AWS::S3::Bucket", "DependsOn": "Queue"}
    assert stacks.create("app", {"Resources": {**FIRST, "Bucket": bucket}}) == "CREATE_COMPLETE"
    name, queue = stacks.physical_id("app", "Bucket"), stacks.physical_id("app", "Queue").rsplit("/", 1)[-1]
    stacks.clients.s3.put_object(Bucket=name, Key="a", Body=b"1")
    assert stacks.delete("app") == "DELETE_FAILED"
    assert stacks.stack("app")["StackStatusReason"] == "The following resource(s) failed to delete: [Bucket]. "
    assert {address.split()[0] for address in held()} >= {"AWS::S3::Bucket", "AWS::SQS::Queue"}
    assert {address.rsplit(" ", 1)[-1] for address in held() - STACK} == {name, queue}
    stacks.clients.s3.delete_object(Bucket=name, Key="a")
    assert stacks.delete("app") == "DELETE_COMPLETE"
    assert held() == set()
