"""Custom resources: a function is called, its answer awaited, and what it says is so."""

import json
from typing import Any

import pytest

from tests.integration.cloudformation.stacks import Stacks, Template
from tests.integration.lambda_runtime.functions import wait_until

CODE = """
import json, urllib.request

def handler(event, context):
    given = event["ResourceProperties"]
    print(json.dumps(event))
    answer = {
        "Status": "SUCCESS", "StackId": event["StackId"], "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "PhysicalResourceId": given.get("Name", "thing"), "Data": {"Word": given.get("Word", "none"), "Size": 7},
    }
    if given.get("Silent"):
        return
    if given.get("Fails") == event["RequestType"]:
        answer.update(Status="FAILED", Reason="as it was asked to")
    body = json.dumps(answer).encode()
    request = urllib.request.Request(event["ResponseURL"], body, {"Content-Type": ""}, method="PUT")
    urllib.request.urlopen(request, timeout=10)
"""
INLINE = """
import cfnresponse

def handler(event, context):
    cfnresponse.send(event, context, cfnresponse.SUCCESS, {"Word": "inline"}, "inline-id")
"""
ROLE: Template = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        },
        "ManagedPolicyArns": ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
    },
}


def with_function(code: str = CODE, kind: str = "Custom::Thing", **properties: Any) -> Template:
    return {
        "Resources": {
            "Role": ROLE,
            "Function": {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "Runtime": "python3.12",
                    "Handler": "index.handler",
                    "Timeout": 20,
                    "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                    "Code": {"ZipFile": code},
                },
            },
            "Thing": {
                "Type": kind,
                "Properties": {"ServiceToken": {"Fn::GetAtt": ["Function", "Arn"]}, **properties},
            },
        },
        "Outputs": {
            "Id": {"Value": {"Ref": "Thing"}},
            "Word": {"Value": {"Fn::GetAtt": ["Thing", "Word"]}},
        },
    }


def requests(stacks: Stacks, function: str) -> list[dict[str, Any]]:
    """The events that the function got, in order."""
    events = stacks.clients.logs.filter_log_events(logGroupName=f"/aws/lambda/{function}")["events"]
    return [json.loads(one["message"]) for one in events if one["message"].startswith("{")]


def awaited(stacks: Stacks, function: str, count: int) -> list[dict[str, Any]]:
    """Them, once there are so many."""

    def all_of_them() -> list[dict[str, Any]] | None:
        found = requests(stacks, function)
        return found if len(found) == count else None

    return wait_until(all_of_them, f"{count} requests")


@pytest.mark.parametrize("kind", ["Custom::Thing", "AWS::CloudFormation::CustomResource"])
def test_a_custom_resource_is_created_updated_replaced_and_deleted(stacks: Stacks, kind: str) -> None:
    assert stacks.create("app", with_function(kind=kind, Name="a", Word="one", On=True)) == "CREATE_COMPLETE"
    assert stacks.outputs("app") == {"Id": "a", "Word": "one"}
    function = stacks.physical_id("app", "Function")
    assert stacks.update("app", with_function(kind=kind, Name="a", Word="two", On=True)) == "UPDATE_COMPLETE"
    assert stacks.outputs("app") == {"Id": "a", "Word": "two"}
    assert stacks.update("app", with_function(kind=kind, Name="b", Word="two", On=True)) == "UPDATE_COMPLETE"
    assert stacks.physical_id("app", "Thing") == "b"
    got = awaited(stacks, function, 4)
    assert [(one["RequestType"], one.get("PhysicalResourceId")) for one in got] == [
        ("Create", None), ("Update", "a"), ("Update", "a"), ("Delete", "a"),
    ]  # fmt: skip
    assert got[0]["ResourceType"] == kind
    assert got[0]["ResourceProperties"]["On"] == "true"
    assert got[1]["OldResourceProperties"]["Word"] == "one"
    assert stacks.delete("app") == "DELETE_COMPLETE"
    last = [(one["RequestType"], one.get("PhysicalResourceId")) for one in awaited(stacks, function, 5)]
    assert ("Delete", "b") in last


def test_the_inline_module_answers(stacks: Stacks) -> None:
    assert stacks.create("app", with_function(INLINE)) == "CREATE_COMPLETE"
    assert stacks.outputs("app") == {"Id": "inline-id", "Word": "inline"}
    assert stacks.delete("app") == "DELETE_COMPLETE"


def test_a_failure_has_the_function_s_reason(stacks: Stacks) -> None:
    assert stacks.create("app", with_function(Fails="Create")) == "ROLLBACK_COMPLETE"
    reasons = [reason for name, status, reason in stacks.events("app") if (name, status) == ("Thing", "CREATE_FAILED")]
    assert "Received response status [FAILED] from custom resource. Message returned: as it was asked to" in reasons[0]
    assert stacks.clients.lambda_.list_functions()["Functions"] == []


def test_a_failed_update_is_updated_back(stacks: Stacks) -> None:
    assert stacks.create("app", with_function(Word="one")) == "CREATE_COMPLETE"
    function = stacks.physical_id("app", "Function")
    failing = with_function(Word="two")
    failing["Resources"]["Other"] = {**failing["Resources"]["Thing"], "DependsOn": "Thing"}
    failing["Resources"]["Other"]["Properties"] = {**failing["Resources"]["Thing"]["Properties"], "Fails": "Create"}
    assert stacks.update("app", failing) == "UPDATE_ROLLBACK_COMPLETE"
    got = awaited(stacks, function, 5)
    assert sorted((one["LogicalResourceId"], one["RequestType"]) for one in got) == [
        ("Other", "Create"), ("Other", "Delete"), ("Thing", "Create"), ("Thing", "Update"), ("Thing", "Update"),
    ]  # fmt: skip
    words = [one["ResourceProperties"]["Word"] for one in got if one["RequestType"] == "Update"]
    assert sorted(words) == ["one", "two"]


def test_no_answer_in_time_fails(stacks: Stacks) -> None:
    assert stacks.create("app", with_function(Silent="yes", ServiceTimeout=1)) == "ROLLBACK_FAILED"
    reasons = [reason for name, status, reason in stacks.events("app") if status == "CREATE_FAILED"]
    assert "CloudFormation did not receive a response from your custom resource within 1 seconds" in reasons[0]


def test_a_token_that_is_no_function_is_refused(stacks: Stacks) -> None:
    template = {"Resources": {"Thing": {"Type": "Custom::X", "Properties": {"ServiceToken": "arn:aws:sns:x"}}}}
    assert stacks.create("app", template) == "ROLLBACK_COMPLETE"
    assert any(
        "ServiceToken must be the ARN of a Lambda function here" in reason for _, _, reason in stacks.events("app")
    )
