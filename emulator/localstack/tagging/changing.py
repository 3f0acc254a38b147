"""TagResources and UntagResources of the Resource Groups Tagging API: each service is asked with its own API.

Reference: TagResources, UntagResources: what can't be tagged is told in FailedResourcesMap, all others are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from emulator.localstack.seams import adds

WHY = "What can be found by its tags can be given tags, in every service; moto's knows its own resources only."
_PROVIDER = "services.resourcegroupstaggingapi.provider:ResourcegroupstaggingapiProvider"
_SERVICE = "resourcegroupstaggingapi"
Tags = Mapping[str, str]


@dataclass(frozen=True)
class Way:
    """How a service tags: the parameters that name a resource, those that give it tags, and those that take them."""

    names: Callable[[Any, str], dict[str, str]]
    gives: Callable[[Tags], dict[str, Any]]
    takes: str = "TagKeys"
    tag: str = "tag_resource"
    untag: str = "untag_resource"
    client: str = ""


@adds(f"{_PROVIDER}.tag_resources", at=_SERVICE, why=WHY)
def tagging(_: Any) -> Callable[..., Any]:
    """TagResources."""

    def tag_resources(_: Any, context: Any, resource_arn_list: list[str], tags: Tags, **__: Any) -> Any:
        return _each(context, resource_arn_list, lambda client, arn, way: _tag(client, arn, way, tags))

    return tag_resources


@adds(f"{_PROVIDER}.untag_resources", at=_SERVICE, why=WHY)
def untagging(_: Any) -> Callable[..., Any]:
    """UntagResources."""

    def untag_resources(_: Any, context: Any, resource_arn_list: list[str], tag_keys: list[str], **__: Any) -> Any:
        return _each(context, resource_arn_list, lambda client, arn, way: _untag(client, arn, way, tag_keys))

    return untag_resources


def _each(context: Any, arns: list[str], change: Callable[[Any, str, Way], None]) -> Any:
    """Change one after another; which failed, and why."""
    from botocore.exceptions import ClientError
    from localstack.aws.connect import connect_to

    clients = connect_to(aws_access_key_id=context.account_id, region_name=context.region)
    failed = {}
    for arn in arns:
        service = _service_of(arn)
        way = WAYS.get(service)
        try:
            if way is None:
                failed[arn] = _failure(400, f"The emulator tags no resource of {service or 'this ARN'} by its ARN")
            else:
                change(clients.get_client(way.client or service), arn, way)
        except ClientError as error:
            failed[arn] = _failure(error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"])
    return {"FailedResourcesMap": failed}


def _failure(status: int, said: Any) -> dict[str, Any]:
    message = said if isinstance(said, str) else f"{said['Code']}: {said.get('Message', '')}"
    return {"StatusCode": status, "ErrorCode": "InvalidParameterException", "ErrorMessage": message}


def _service_of(arn: str) -> str:
    """The service that an ARN names; HTTP and WebSocket APIs have one of their own."""
    service, _, rest = f"{arn}::".partition("arn:aws:")[2].partition(":")
    return "apigatewayv2" if service == "apigateway" and "/apis/" in rest else service


def _tag(client: Any, arn: str, way: Way, tags: Tags) -> None:
    if way is _BUCKET:
        _set_bucket(client, arn, {**_of_bucket(client, arn), **tags})
    else:
        getattr(client, way.tag)(**way.names(client, arn), **way.gives(tags))


def _untag(client: Any, arn: str, way: Way, keys: list[str]) -> None:
    if way is _BUCKET:
        _set_bucket(client, arn, {key: value for key, value in _of_bucket(client, arn).items() if key not in keys})
    else:
        getattr(client, way.untag)(**way.names(client, arn), **{way.takes: keys})


def _of_bucket(client: Any, arn: str) -> dict[str, str]:
    from botocore.exceptions import ClientError

    try:
        tags = client.get_bucket_tagging(Bucket=arn.rpartition(":")[2])["TagSet"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchTagSet":
            raise
        return {}
    return {tag["Key"]: tag["Value"] for tag in tags}


def _set_bucket(client: Any, arn: str, tags: Tags) -> None:
    name = arn.rpartition(":")[2]
    if tags:
        client.put_bucket_tagging(Bucket=name, Tagging={"TagSet": _pairs()(tags)["Tags"]})
    else:
        client.delete_bucket_tagging(Bucket=name)


def _by(parameter: str) -> Callable[[Any, str], dict[str, str]]:
    return lambda _, arn: {parameter: arn}


def _by_queue_url(client: Any, arn: str) -> dict[str, str]:
    return {"QueueUrl": client.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]}


def _by_parameter(_: Any, arn: str) -> dict[str, str]:
    """A name with levels begins with a slash, which its ARN has once."""
    name = arn.partition(":parameter/")[2]
    return {"ResourceType": "Parameter", "ResourceId": f"/{name}" if "/" in name else name}


def _pairs(parameter: str = "Tags", key: str = "Key", value: str = "Value") -> Callable[[Tags], dict[str, Any]]:
    return lambda tags: {parameter: [{key: name, value: said} for name, said in tags.items()]}


def _map(parameter: str) -> Callable[[Tags], dict[str, Any]]:
    return lambda tags: {parameter: dict(tags)}


_BUCKET = Way(_by("Bucket"), _pairs())
WAYS: Mapping[str, Way] = {
    "apigateway": Way(_by("resourceArn"), _map("tags"), "tagKeys"),
    "apigatewayv2": Way(_by("ResourceArn"), _map("Tags")),
    "cloudwatch": Way(_by("ResourceARN"), _pairs()),
    "dynamodb": Way(_by("ResourceArn"), _pairs()),
    "events": Way(_by("ResourceARN"), _pairs()),
    "kms": Way(_by("KeyId"), _pairs("Tags", "TagKey", "TagValue")),
    "lambda": Way(_by("Resource"), _map("Tags")),
    "logs": Way(_by("resourceArn"), _map("tags"), "tagKeys"),
    "s3": _BUCKET,
    "scheduler": Way(_by("ResourceArn"), _pairs()),
    "secretsmanager": Way(_by("SecretId"), _pairs()),
    "sns": Way(_by("ResourceArn"), _pairs()),
    "sqs": Way(_by_queue_url, _map("Tags"), tag="tag_queue", untag="untag_queue"),
    "ssm": Way(_by_parameter, _pairs(), tag="add_tags_to_resource", untag="remove_tags_from_resource"),
    "states": Way(_by("resourceArn"), _pairs("tags", "key", "value"), "tagKeys", client="stepfunctions"),
}
