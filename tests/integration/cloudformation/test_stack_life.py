"""Stacks are made, undone and removed as AWS does it, and an inventory shows what is left."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.cloudformation.stacks import Stacks, Template

GROUP: Template = {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "app"}}
FILTER: Template = {
    "Type": "AWS::Logs::MetricFilter",
    "Properties": {
        "LogGroupName": {"Ref": "Group"},
        "FilterPattern": "{ $.size = * }",
        "MetricTransformations": [{"MetricName": "Size", "MetricNamespace": "App", "MetricValue": "$.size"}],
    },
}
TOPIC: Template = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "news"}}
BUCKET: Template = {"Type": "AWS::S3::Bucket"}
IMPOSSIBLE: Template = {
    "Type": "AWS::Lambda::EventSourceMapping",
    "Properties": {"FunctionName": "nobody", "EventSourceArn": {"Fn::GetAtt": ["Queue", "Arn"]}},
}
QUEUE: Template = {"Type": "AWS::SQS::Queue"}


def of(**resources: Any) -> Template:
    return {"Resources": resources}


def left(stacks: Stacks) -> list[str]:
    """The names of everything in the account that these tests make."""
    clients = stacks.clients
    return [
        *(one["Name"] for one in clients.s3.list_buckets()["Buckets"]),
        *clients.sqs.list_queues().get("QueueUrls", []),
        *(one["TopicArn"] for one in clients.sns.list_topics()["Topics"]),
        *(one["logGroupName"] for one in clients.logs.describe_log_groups()["logGroups"]),
        *(one["filterName"] for one in clients.logs.describe_metric_filters()["metricFilters"]),
    ]


@pytest.mark.parametrize("kind", ["AWS::ECS::Cluster", "Custom::CDKBucketDeployment", "AWS::No::Such"])
def test_unsupported_types_are_refused_by_name_before_anything_is_made(stacks: Stacks, kind: str) -> None:
    template = of(Queue=QUEUE, Odd={"Type": kind, "Properties": {}})
    for operation in (
        lambda: stacks.create("app", template),
        lambda: stacks.client.create_change_set(
            StackName="app", ChangeSetName="first", ChangeSetType="CREATE", TemplateBody=json.dumps(template)
        ),
    ):
        with pytest.raises(ClientError) as refused:
            operation()
        assert refused.value.response["Error"]["Code"] == "ValidationError"
        assert f"Template format error: Unrecognized resource types: [{kind}]" in str(refused.value)
    assert stacks.client.describe_stacks()["Stacks"] == []
    assert left(stacks) == []
    assert stacks.create("app", of(Queue=QUEUE)) == "CREATE_COMPLETE"
    with pytest.raises(ClientError, match="Unrecognized resource types"):
        stacks.update("app", template)
    assert stacks.stack("app")["StackStatus"] == "CREATE_COMPLETE"


def test_an_unsupported_type_under_a_false_condition_is_not_made(stacks: Stacks) -> None:
    odd = {"Type": "AWS::ECS::Cluster", "Condition": "Real"}
    template = {
        "Parameters": {"Where": {"Type": "String", "Default": "here"}},
        "Conditions": {"Real": {"Fn::Equals": [{"Ref": "Where"}, "aws"]}},
        **of(Queue=QUEUE, Odd=odd),
    }
    assert stacks.create("app", template) == "CREATE_COMPLETE"
    assert list(stacks.resources("app")) == ["Queue"]


def test_a_metric_filter_is_there_changed_and_gone(stacks: Stacks) -> None:
    assert stacks.create("app", of(Filter=FILTER, Group=GROUP)) == "CREATE_COMPLETE"
    (found,) = stacks.clients.logs.describe_metric_filters(logGroupName="app")["metricFilters"]
    assert found["metricTransformations"][0]["metricValue"] == "$.size"
    changed = {"Type": FILTER["Type"], "Properties": {**FILTER["Properties"], "FilterPattern": "{ $.size > 5 }"}}
    assert stacks.update("app", of(Filter=changed, Group=GROUP)) == "UPDATE_COMPLETE"
    (again,) = stacks.clients.logs.describe_metric_filters(logGroupName="app")["metricFilters"]
    assert (again["filterName"], again["filterPattern"]) == (found["filterName"], "{ $.size > 5 }")
    assert stacks.delete("app") == "DELETE_COMPLETE"
    assert left(stacks) == []


def test_a_failed_creation_says_why_and_leaves_nothing(stacks: Stacks) -> None:
    template = of(Group=GROUP, Filter=FILTER, Queue=QUEUE, Mapping=IMPOSSIBLE, Topic={**TOPIC, "DependsOn": "Mapping"})
    assert stacks.create("app", template) == "ROLLBACK_COMPLETE"
    events = stacks.events("app")
    failed = [(name, reason) for name, status, reason in events if status == "CREATE_FAILED"]
    assert [name for name, _ in failed] == ["Mapping"]
    assert "Function does not exist" in failed[0][1] or "not found" in failed[0][1].lower()
    assert ("app", "ROLLBACK_IN_PROGRESS", "The following resource(s) failed to create: [Mapping]. "
            "Rollback requested by user.") in events  # fmt: skip
    deleted = [name for name, status, _ in events if status == "DELETE_COMPLETE"]
    assert deleted.index("Filter") < deleted.index("Group")
    assert not any(name == "Topic" for name, _, _ in events)
    assert left(stacks) == []
    with pytest.raises(ClientError, match="ROLLBACK_COMPLETE state and can not be updated"):
        stacks.update("app", of(Queue=QUEUE))
    assert stacks.delete("app") == "DELETE_COMPLETE"


def test_a_failed_creation_is_kept_or_deleted_as_asked(stacks: Stacks) -> None:
    template = of(Queue=QUEUE, Mapping=IMPOSSIBLE)
    assert stacks.create("kept", template, DisableRollback=True) == "CREATE_FAILED"
    assert len(left(stacks)) == 1
    assert stacks.stack("kept")["DisableRollback"] is True
    assert stacks.delete("kept") == "DELETE_COMPLETE"
    stack_id = stacks.client.create_stack(
        StackName="gone", TemplateBody=json.dumps(template), OnFailure="DELETE", Capabilities=[]
    )["StackId"]
    assert stacks.ended(stack_id) == "DELETE_COMPLETE"
    assert left(stacks) == []


def test_a_failed_update_goes_back_to_what_was(stacks: Stacks) -> None:
    first = of(Group=GROUP, Filter=FILTER, Queue={**QUEUE, "Properties": {"VisibilityTimeout": 40}})
    assert stacks.create("app", first) == "CREATE_COMPLETE"
    before, resources = left(stacks), stacks.resources("app")
    second = of(
        Group={**GROUP, "Properties": {"LogGroupName": "other"}},
        Filter=FILTER,
        Queue={**QUEUE, "Properties": {"VisibilityTimeout": 50}},
        Topic=TOPIC,
        Mapping={**IMPOSSIBLE, "DependsOn": ["Topic", "Filter"]},
    )
    assert stacks.update("app", second) == "UPDATE_ROLLBACK_COMPLETE"
    assert left(stacks) == before
    url = stacks.physical_id("app", "Queue")
    attributes = stacks.clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
    assert attributes["Attributes"]["VisibilityTimeout"] == "40"
    assert {name: one["PhysicalResourceId"] for name, one in stacks.resources("app").items()} == {
        name: one["PhysicalResourceId"] for name, one in resources.items()
    }
    statuses = [status for name, status, _ in stacks.events("app") if name == "app"]
    assert statuses[-4:] == [
        "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
        "UPDATE_ROLLBACK_COMPLETE",
    ]  # fmt: skip
    assert stacks.update("app", of(Group=GROUP)) == "UPDATE_COMPLETE"
    assert left(stacks) == ["app"]
    assert stacks.delete("app") == "DELETE_COMPLETE"
    assert left(stacks) == []


def test_a_replacement_is_made_before_the_old_one_goes(stacks: Stacks) -> None:
    assert stacks.create("app", of(Group=GROUP, Filter=FILTER)) == "CREATE_COMPLETE"
    renamed = {**GROUP, "Properties": {"LogGroupName": "other"}}
    assert stacks.update("app", of(Group=renamed, Filter=FILTER)) == "UPDATE_COMPLETE"
    assert [one for one in left(stacks) if not one.startswith("app-Filter")] == ["other"]
    assert stacks.clients.logs.describe_metric_filters(logGroupName="other")["metricFilters"]
    events = [(name, status) for name, status, _ in stacks.events("app")]
    cleanup = events.index(("app", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"))
    assert events.index(("Group", "UPDATE_COMPLETE")) < cleanup < events.index(("Group", "DELETE_COMPLETE"))
    assert stacks.delete("app") == "DELETE_COMPLETE"
    assert left(stacks) == []


def test_a_delete_that_fails_half_way_says_why_and_goes_on_later(stacks: Stacks) -> None:
    template = of(
        Queue=QUEUE,
        Bucket={**BUCKET, "DependsOn": "Queue"},
        Topic={**TOPIC, "DependsOn": "Bucket"},
        Kept={**QUEUE, "DeletionPolicy": "Retain"},
    )
    assert stacks.create("app", template) == "CREATE_COMPLETE"
    bucket, kept = stacks.physical_id("app", "Bucket"), stacks.physical_id("app", "Kept")
    stacks.clients.s3.put_object(Bucket=bucket, Key="a", Body=b"1")
    assert stacks.delete("app") == "DELETE_FAILED"
    assert stacks.stack("app")["StackStatusReason"] == "The following resource(s) failed to delete: [Bucket]. "
    resource = stacks.resources("app")["Bucket"]
    assert resource["ResourceStatus"] == "DELETE_FAILED"
    assert "The bucket you tried to delete is not empty" in resource["ResourceStatusReason"]
    assert stacks.clients.sns.list_topics()["Topics"] == []
    assert len(left(stacks)) == 3
    assert stacks.delete("app", RetainResources=["Bucket"]) == "DELETE_COMPLETE"
    assert sorted(left(stacks)) == sorted([bucket, kept])


def test_exports_are_listed_and_guarded_while_they_are_imported(stacks: Stacks) -> None:
    exporting = {**of(Queue=QUEUE), "Outputs": {"Url": {"Value": {"Ref": "Queue"}, "Export": {"Name": "the-queue"}}}}
    importing = of(
        Parameter={
            "Type": "AWS::SSM::Parameter",
            "Properties": {"Type": "String", "Value": {"Fn::ImportValue": "the-queue"}},
        }
    )
    assert stacks.create("early", importing) == "ROLLBACK_COMPLETE"
    assert any("No export named the-queue found" in reason for _, _, reason in stacks.events("early"))
    assert stacks.create("one", exporting) == "CREATE_COMPLETE"
    (export,) = stacks.client.list_exports()["Exports"]
    assert (export["Name"], export["Value"]) == ("the-queue", stacks.physical_id("one", "Queue"))
    with pytest.raises(ClientError, match="not imported by any stack"):
        stacks.client.list_imports(ExportName="the-queue")
    assert stacks.create("two", importing) == "CREATE_COMPLETE"
    assert stacks.client.list_imports(ExportName="the-queue")["Imports"] == ["two"]
    assert stacks.create("three", exporting) == "ROLLBACK_COMPLETE"
    assert stacks.update("one", of(Queue=QUEUE)) == "UPDATE_ROLLBACK_COMPLETE"
    assert stacks.delete("one") == "DELETE_FAILED"
    assert "in use by two" in stacks.stack("one")["StackStatusReason"]
    assert stacks.delete("two") == "DELETE_COMPLETE"
    assert stacks.delete("one") == "DELETE_COMPLETE"


def test_a_stack_that_is_being_created_can_be_deleted(stacks: Stacks) -> None:
    waiting = {
        "Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"},
        "Waiting": {
            "Type": "AWS::CloudFormation::WaitCondition",
            "Properties": {"Handle": {"Ref": "Handle"}, "Timeout": "2"},
            "DependsOn": "Queue",
        },
    }
    stacks.client.create_stack(StackName="app", TemplateBody=json.dumps(of(Queue=QUEUE, **waiting)))
    assert stacks.delete("app") == "DELETE_COMPLETE"
    assert left(stacks) == []


def test_a_template_is_told_as_given(stacks: Stacks) -> None:
    assert stacks.create("app", of(Queue=QUEUE)) == "CREATE_COMPLETE"
    assert stacks.client.get_template(StackName="app")["TemplateBody"] == of(Queue=QUEUE)
    with pytest.raises(ClientError, match="StackName is required"):
        stacks.client.get_template()


def test_change_sets(stacks: Stacks) -> None:
    def change_set(name: str, kind: str, template: Template) -> Any:
        stacks.client.create_change_set(
            StackName="app", ChangeSetName=name, ChangeSetType=kind, TemplateBody=json.dumps(template)
        )
        return stacks.client.describe_change_set(StackName="app", ChangeSetName=name)

    assert change_set("first", "CREATE", of(Queue=QUEUE))["Status"] == "CREATE_COMPLETE"
    assert stacks.stack("app")["StackStatus"] == "REVIEW_IN_PROGRESS"
    assert left(stacks) == []
    stacks.client.execute_change_set(StackName="app", ChangeSetName="first")
    assert stacks.ended("app") == "CREATE_COMPLETE"
    same = change_set("same", "UPDATE", of(Queue=QUEUE))
    assert (same["Status"], same["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert "didn't contain changes" in same["StatusReason"]
    failing = change_set("failing", "UPDATE", of(Queue=QUEUE, Mapping=IMPOSSIBLE))
    assert [one["ResourceChange"]["Action"] for one in failing["Changes"]] == ["Add"]
    stacks.client.execute_change_set(StackName="app", ChangeSetName="failing")
    assert stacks.ended("app") == "UPDATE_ROLLBACK_COMPLETE"
    assert change_set("second", "UPDATE", of(Queue=QUEUE, Topic=TOPIC))["Status"] == "CREATE_COMPLETE"
    assert stacks.stack("app")["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    stacks.client.execute_change_set(StackName="app", ChangeSetName="second")
    assert stacks.ended("app") == "UPDATE_COMPLETE"
    assert stacks.delete("app") == "DELETE_COMPLETE"
    assert left(stacks) == []
