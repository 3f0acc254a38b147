"""What AWS refuses though its models don't say so: plain functions, by service and operation.

A rule sees the parsed request and the headers it came with (looked up without regard to case), and answers AWS's
refusal or None. A new one is written into the service's file and listed in its `RULES`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from emulator.validation.refusal import Refusal
from emulator.validation.rules import cloudwatch, dynamodb, events, lambda_, logs, s3, sns, sqs

Rule = Callable[[Mapping[str, Any], Mapping[str, str]], Refusal | None]

RULES: Mapping[str, Mapping[str, Rule]] = {
    "cloudwatch": cloudwatch.RULES,
    "dynamodb": dynamodb.RULES,
    "events": events.RULES,
    "lambda": lambda_.RULES,
    "logs": logs.RULES,
    "s3": s3.RULES,
    "sns": sns.RULES,
    "sqs": sqs.RULES,
}
"""By botocore's name of the service, and by operation."""
