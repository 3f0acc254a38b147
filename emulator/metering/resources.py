"""What a request is about, and whose that is, from its parameters. Pure."""

import re
from typing import Any

NAMED_BY = {
    "s3": ("Bucket",),
    "sqs": ("QueueUrl", "QueueName"),
    "sns": ("TopicArn", "TargetArn"),
    "dynamodb": ("TableName",),
    "lambda": ("FunctionName",),
    "cloudwatch": ("Namespace",),
    "logs": ("logGroupName",),
}
"""The parameters that name what a request is about."""
LONGEST = 512
"""Characters that are kept of a name: no name of AWS's is longer, but requests that are refused can have any."""
OWNER = re.compile(r"[:/](\d{12})[:/]")


def resource_of(service: str, parameters: dict[str, Any]) -> str:
    """The name of what a request is about; empty when it is about no single thing."""
    for parameter in NAMED_BY.get(service, ()):
        if isinstance(named := parameters.get(parameter), str):
            named = named if service in ("logs", "cloudwatch") else named.rpartition("/")[2].rpartition(":")[2]
            return named[:LONGEST]
    return ""


def owner_of(service: str, parameters: dict[str, Any]) -> str | None:
    """Whose a queue or topic is: what a service asks of it, its owner pays for, whatever account LocalStack asks as."""
    for parameter in NAMED_BY.get(service, ()):
        if found := OWNER.search(str(parameters.get(parameter, ""))):
            return found[1]
    return None
