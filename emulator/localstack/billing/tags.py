"""Which tags the resources carry that caused charges: those that they have now."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from emulator.billing.charges import Charge
from emulator.billing.cost_explorer import Item
from emulator.localstack.tagging.sources import everything

OF_ARN = {
    "s3": "S3",
    "sqs": "SQS",
    "sns": "SNS",
    "lambda": "Lambda",
    "dynamodb": "DynamoDB",
    "logs": "CloudWatch",
    "cloudwatch": "CloudWatch",
}
"""The price table's name of a service, by the service of an ARN."""
Named = tuple[str, str, str]
"""Region, service of the price table, and name of a resource."""


def with_tags(account_id: str, charged: Iterable[Charge]) -> list[Item]:
    """The charges with the tags of their resources."""
    found = list(charged)
    tags: dict[Named, Mapping[str, str]] = {}
    for region in {each.use.region for each in found}:
        tags.update(_tagged(account_id, region))
        tags.update(_apis(account_id, region))
    return [Item(each, account_id, tags.get((each.use.region, each.service, each.use.resource), {})) for each in found]


def _tagged(account_id: str, region: str) -> Iterator[tuple[Named, Mapping[str, str]]]:
    for each in everything(account_id, region):
        service, rest = each.arn.split(":", 5)[2], each.arn.split(":", 5)[5]
        if service in OF_ARN:
            yield (region, OF_ARN[service], _name_of(service, rest)), each.tags


def _name_of(service: str, rest: str) -> str:
    """The name that usage is counted by, from the end of an ARN."""
    if service == "dynamodb":
        return rest.removeprefix("table/")
    return rest.partition(":")[2] if service in ("lambda", "logs", "cloudwatch") else rest


def _apis(account_id: str, region: str) -> Iterator[tuple[Named, Mapping[str, str]]]:
    """Usage of APIs is counted by their names, which their ARNs don't tell."""
    from localstack.aws.connect import connect_to
    from localstack.services.plugins import SERVICE_PLUGINS

    clients: Any = connect_to(aws_access_key_id=account_id, region_name=region)
    if SERVICE_PLUGINS.is_running("apigatewayv2"):
        for api in clients.get_client("apigatewayv2").get_apis()["Items"]:
            yield (region, "API Gateway", api["Name"]), api.get("Tags") or {}
    if SERVICE_PLUGINS.is_running("apigateway"):
        for api in clients.apigateway.get_rest_apis()["items"]:
            yield (region, "API Gateway", api["name"]), api.get("tags") or {}
