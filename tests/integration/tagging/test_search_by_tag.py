"""GetResources finds what carries a tag in every service."""

import io
import zipfile
from typing import Any

import pytest

from bootstrap.clients import Clients

TAGS = {"project": "cleanup"}
LISTED: Any = [{"Key": "project", "Value": "cleanup"}]


def client(clients: Clients, service: str) -> Any:
    make: Any = clients.session.client
    return make(service, endpoint_url=clients.endpoint.url, config=clients.config)


def made(clients: Clients) -> set[str]:
    """One resource of each kind, with the tag; their ARNs."""
    at = f"us-east-1:{clients.account_id}"
    clients.sqs.create_queue(QueueName="tagged", tags=TAGS)
    clients.sqs.create_queue(QueueName="untagged")
    clients.s3.create_bucket(Bucket="tagged")
    clients.s3.put_bucket_tagging(Bucket="tagged", Tagging={"TagSet": LISTED})
    topic = clients.sns.create_topic(Name="tagged", Tags=LISTED)["TopicArn"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("app.py", "def handler(event, context): pass")
    role = f"arn:aws:iam::{clients.account_id}:role/r"
    code: Any = {"ZipFile": packed.getvalue()}
    function = clients.lambda_.create_function(
        FunctionName="tagged", Runtime="python3.11", Role=role, Handler="app.handler", Code=code, Tags=TAGS
    )["FunctionArn"]
    clients.dynamodb.create_table(
        TableName="tagged",
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        Tags=LISTED,
    )
    clients.logs.create_log_group(logGroupName="tagged", tags=TAGS)
    client(clients, "cloudwatch").put_metric_alarm(
        AlarmName="tagged", ComparisonOperator="GreaterThanThreshold", EvaluationPeriods=1, MetricName="m",
        Namespace="n", Period=60, Statistic="Sum", Threshold=1, Tags=LISTED,
    )  # fmt: skip
    client(clients, "events").put_rule(Name="tagged", ScheduleExpression="rate(1 day)", Tags=LISTED)
    bus = client(clients, "events").create_event_bus(Name="tagged", Tags=LISTED)["EventBusArn"]
    mapping = client(clients, "lambda").create_event_source_mapping(
        EventSourceArn=f"arn:aws:sqs:{at}:untagged", FunctionName="tagged", Tags=TAGS
    )["EventSourceMappingArn"]
    client(clients, "ssm").put_parameter(Name="/tagged/one", Value="v", Type="String", Tags=LISTED)
    group = client(clients, "scheduler").create_schedule_group(Name="tagged", Tags=LISTED)["ScheduleGroupArn"]
    body = '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}'
    stack = client(clients, "cloudformation").create_stack(StackName="tagged", TemplateBody=body, Tags=LISTED)[
        "StackId"
    ]
    key = client(clients, "kms").create_key(Tags=[{"TagKey": "project", "TagValue": "cleanup"}])["KeyMetadata"]["Arn"]
    secret = client(clients, "secretsmanager").create_secret(Name="tagged", SecretString="s", Tags=LISTED)["ARN"]
    machine = client(clients, "stepfunctions").create_state_machine(
        name="tagged", roleArn=role, definition='{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}',
        tags=[{"key": "project", "value": "cleanup"}],
    )["stateMachineArn"]  # fmt: skip
    rest = client(clients, "apigateway").create_rest_api(name="tagged", tags=TAGS)["id"]
    api = client(clients, "apigatewayv2").create_api(Name="tagged", ProtocolType="HTTP", Tags=TAGS)["ApiId"]
    return {
        f"arn:aws:sqs:{at}:tagged", "arn:aws:s3:::tagged", topic, function, f"arn:aws:dynamodb:{at}:table/tagged",
        f"arn:aws:logs:{at}:log-group:tagged", f"arn:aws:cloudwatch:{at}:alarm:tagged",
        f"arn:aws:events:{at}:rule/tagged", f"arn:aws:apigateway:us-east-1::/restapis/{rest}",
        f"arn:aws:apigateway:us-east-1::/apis/{api}", bus, mapping, f"arn:aws:ssm:{at}:parameter/tagged/one", group,
        stack, key, secret, machine,
    }  # fmt: skip


def test_everything_of_a_project_is_found_by_its_tag(clients: Clients) -> None:
    expected = made(clients)
    tagging = client(clients, "resourcegroupstaggingapi")
    asked: Any = {"TagFilters": [{"Key": "project", "Values": ["cleanup"]}]}
    answer = tagging.get_resources(**asked)
    assert {one["ResourceARN"] for one in answer["ResourceTagMappingList"]} == expected
    assert all(one["Tags"] == LISTED for one in answer["ResourceTagMappingList"])
    pages = tagging.get_paginator("get_resources").paginate(**asked, ResourcesPerPage=3)
    paged = [[one["ResourceARN"] for one in page["ResourceTagMappingList"]] for page in pages]
    assert [len(page) for page in paged] == [3, 3, 3, 3, 3, 3]
    assert {arn for page in paged for arn in page} == expected
    with pytest.raises(tagging.exceptions.InvalidParameterException):
        tagging.get_resources(TagsPerPage=99)
    assert len(tagging.get_resources(TagsPerPage=100)["ResourceTagMappingList"]) == len(expected)
    only = tagging.get_resources(ResourceTypeFilters=["sqs", "lambda:function"])["ResourceTagMappingList"]
    assert {one["ResourceARN"].split(":")[2] for one in only} == {"sqs", "lambda"}
    assert len(only) == 2
    assert tagging.get_tag_keys()["TagKeys"] == ["project"]
    assert tagging.get_tag_values(Key="project")["TagValues"] == ["cleanup"]
    elsewhere: Any = clients.session.client(
        "resourcegroupstaggingapi", "eu-west-1", endpoint_url=clients.endpoint.url, config=clients.config
    )
    assert elsewhere.get_resources()["ResourceTagMappingList"] == []


def test_everything_that_is_found_can_be_tagged_and_untagged(clients: Clients) -> None:
    """https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_TagResources.html and
    API_UntagResources.html: what can't be tagged is told, and all others are."""
    arns = sorted(arn for arn in made(clients) if ":cloudformation:" not in arn)
    gone, foreign = (
        f"arn:aws:sqs:us-east-1:{clients.account_id}:gone",
        "arn:aws:cloudfront::000000000000:distribution/d",
    )
    tagging = client(clients, "resourcegroupstaggingapi")

    def found(**filters: Any) -> list[str]:
        return [one["ResourceARN"] for one in tagging.get_resources(**filters)["ResourceTagMappingList"]]

    stages: list[Any] = [{"Key": "stage", "Values": ["test"]}]
    failed = tagging.tag_resources(ResourceARNList=[gone, *arns, foreign], Tags={"stage": "test"})["FailedResourcesMap"]
    assert {arn: failure["ErrorCode"] for arn, failure in failed.items()} == {
        gone: "InvalidParameterException", foreign: "InvalidParameterException",
    }  # fmt: skip
    assert found(TagFilters=stages) == arns
    assert tagging.untag_resources(ResourceARNList=arns, TagKeys=["project"])["FailedResourcesMap"] == {}
    assert found(TagFilters=stages) == arns
    assert all(":cloudformation:" in arn for arn in found(TagFilters=[{"Key": "project"}]))
    assert tagging.untag_resources(ResourceARNList=arns, TagKeys=["stage"])["FailedResourcesMap"] == {}
    assert found(TagFilters=stages) == []
