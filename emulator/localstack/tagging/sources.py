"""Where tags are: each service is asked with its own API, if it is loaded; what isn't loaded holds nothing.

A new service is one function here. What AWS gives no tags, such as layers, is not among them.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from emulator.tagging.selection import Tagged

Source = Callable[[Any, str, str], Iterator[Tagged]]
"""Asks a client of a service, in a region and an account, for everything of it that can carry tags."""


def everything(account_id: str, region: str) -> Iterator[Tagged]:
    """All that can carry tags in an account and region."""
    from localstack.aws.connect import connect_to
    from localstack.services.plugins import SERVICE_PLUGINS

    loaded = set(SERVICE_PLUGINS.list_loaded_services())
    clients = connect_to(aws_access_key_id=account_id, region_name=region)
    for service, source in SOURCES.items():
        if service in loaded:
            yield from source(clients.get_client(service), region, account_id)


def _listed(tags: Any) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags or ()}


def _pages(client: Any, operation: str, result: str, **asked: Any) -> Iterator[Any]:
    for page in client.get_paginator(operation).paginate(**asked):
        yield from page.get(result) or ()


def _s3(client: Any, region: str, _: str) -> Iterator[Tagged]:
    for bucket in client.list_buckets()["Buckets"]:
        name = bucket["Name"]
        if (client.get_bucket_location(Bucket=name)["LocationConstraint"] or "us-east-1") == region:
            try:
                tags = client.get_bucket_tagging(Bucket=name)["TagSet"]
            except client.exceptions.ClientError:  # NoSuchTagSet
                continue
            yield Tagged(f"arn:aws:s3:::{name}", _listed(tags))


def _sqs(client: Any, *_: str) -> Iterator[Tagged]:
    for url in _pages(client, "list_queues", "QueueUrls"):
        arn = client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        yield Tagged(arn, client.list_queue_tags(QueueUrl=url).get("Tags") or {})


def _lambda(client: Any, *_: str) -> Iterator[Tagged]:
    for function in _pages(client, "list_functions", "Functions"):
        yield Tagged(function["FunctionArn"], client.list_tags(Resource=function["FunctionArn"]).get("Tags") or {})
    for mapping in _pages(client, "list_event_source_mappings", "EventSourceMappings"):
        arn = mapping["EventSourceMappingArn"]
        yield Tagged(arn, client.list_tags(Resource=arn).get("Tags") or {})


def _sns(client: Any, *_: str) -> Iterator[Tagged]:
    for topic in _pages(client, "list_topics", "Topics"):
        arn = topic["TopicArn"]
        yield Tagged(arn, _listed(client.list_tags_for_resource(ResourceArn=arn).get("Tags")))


def _dynamodb(client: Any, *_: str) -> Iterator[Tagged]:
    for name in _pages(client, "list_tables", "TableNames"):
        arn = client.describe_table(TableName=name)["Table"]["TableArn"]
        yield Tagged(arn, _listed(client.list_tags_of_resource(ResourceArn=arn).get("Tags")))


def _logs(client: Any, *_: str) -> Iterator[Tagged]:
    for group in _pages(client, "describe_log_groups", "logGroups"):
        arn = group["arn"].removesuffix(":*")
        yield Tagged(arn, client.list_tags_for_resource(resourceArn=arn).get("tags") or {})


def _cloudwatch(client: Any, *_: str) -> Iterator[Tagged]:
    kinds: Any = {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}
    for kind in ("MetricAlarms", "CompositeAlarms"):
        for alarm in _pages(client, "describe_alarms", kind, **kinds):
            arn = alarm["AlarmArn"]
            yield Tagged(arn, _listed(client.list_tags_for_resource(ResourceARN=arn).get("Tags")))


def _events(client: Any, *_: str) -> Iterator[Tagged]:
    for bus in client.list_event_buses()["EventBuses"]:
        yield Tagged(bus["Arn"], _listed(client.list_tags_for_resource(ResourceARN=bus["Arn"]).get("Tags")))
        for rule in _pages(client, "list_rules", "Rules", EventBusName=bus["Name"]):
            yield Tagged(rule["Arn"], _listed(client.list_tags_for_resource(ResourceARN=rule["Arn"]).get("Tags")))


def _apigateway(client: Any, region: str, _: str) -> Iterator[Tagged]:
    for api in _pages(client, "get_rest_apis", "items"):
        arn = f"arn:aws:apigateway:{region}::/restapis/{api['id']}"
        yield Tagged(arn, api.get("tags") or {})
        for stage in client.get_stages(restApiId=api["id"]).get("item") or ():
            yield Tagged(f"{arn}/stages/{stage['stageName']}", stage.get("tags") or {})


def _apigatewayv2(client: Any, region: str, _: str) -> Iterator[Tagged]:
    for api in client.get_apis()["Items"]:
        arn = f"arn:aws:apigateway:{region}::/apis/{api['ApiId']}"
        yield Tagged(arn, api.get("Tags") or {})
        for stage in client.get_stages(ApiId=api["ApiId"])["Items"]:
            yield Tagged(f"{arn}/stages/{stage['StageName']}", stage.get("Tags") or {})


def _kms(client: Any, *_: str) -> Iterator[Tagged]:
    for key in _pages(client, "list_keys", "Keys"):
        tags = client.list_resource_tags(KeyId=key["KeyId"]).get("Tags") or ()
        yield Tagged(key["KeyArn"], {tag["TagKey"]: tag["TagValue"] for tag in tags})


def _secretsmanager(client: Any, *_: str) -> Iterator[Tagged]:
    for secret in _pages(client, "list_secrets", "SecretList"):
        yield Tagged(secret["ARN"], _listed(secret.get("Tags")))


def _ssm(client: Any, region: str, account_id: str) -> Iterator[Tagged]:
    for parameter in _pages(client, "describe_parameters", "Parameters"):
        name = parameter["Name"]
        tags = client.list_tags_for_resource(ResourceType="Parameter", ResourceId=name).get("TagList")
        yield Tagged(f"arn:aws:ssm:{region}:{account_id}:parameter/{name.removeprefix('/')}", _listed(tags))


def _scheduler(client: Any, *_: str) -> Iterator[Tagged]:
    for group in _pages(client, "list_schedule_groups", "ScheduleGroups"):
        yield Tagged(group["Arn"], _listed(client.list_tags_for_resource(ResourceArn=group["Arn"]).get("Tags")))


def _cloudformation(client: Any, *_: str) -> Iterator[Tagged]:
    for stack in _pages(client, "describe_stacks", "Stacks"):
        yield Tagged(stack["StackId"], _listed(stack.get("Tags")))


def _stepfunctions(client: Any, *_: str) -> Iterator[Tagged]:
    for machine in _pages(client, "list_state_machines", "stateMachines"):
        arn = machine["stateMachineArn"]
        tags = client.list_tags_for_resource(resourceArn=arn).get("tags") or ()
        yield Tagged(arn, {tag["key"]: tag["value"] for tag in tags})


SOURCES: Mapping[str, Source] = {
    "apigateway": _apigateway,
    "apigatewayv2": _apigatewayv2,
    "cloudformation": _cloudformation,
    "cloudwatch": _cloudwatch,
    "dynamodb": _dynamodb,
    "events": _events,
    "kms": _kms,
    "lambda": _lambda,
    "logs": _logs,
    "s3": _s3,
    "scheduler": _scheduler,
    "secretsmanager": _secretsmanager,
    "sns": _sns,
    "sqs": _sqs,
    "ssm": _ssm,
    "stepfunctions": _stepfunctions,
}
