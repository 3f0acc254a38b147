"""S3 invokes a function only if the function's resource policy lets it, for that bucket and its owner's account.

LocalStack invokes whatever a notification names, and calls a configuration good that AWS refuses. Source: S3 user
guide, "Granting permissions to publish event notification messages to a destination".
"""

import logging
from collections.abc import Callable
from typing import Any

from localstack.utils.aws.arns import s3_bucket_arn

from emulator.localstack.permissions.functions import may_invoke
from emulator.localstack.seams import wraps

LOG = logging.getLogger(__name__)
PRINCIPAL = "s3.amazonaws.com"


@wraps(
    "services.s3.notifications:LambdaNotifier._verify_target",
    at="s3",
    why="A configuration is kept only if the function lets S3 invoke it.",
)
def _verify(original: Callable[..., None], notifier: Any, target_arn: str, context: Any) -> None:
    original(notifier, target_arn, context)
    bucket_arn = s3_bucket_arn(context.bucket_name, region=context.region)
    # Whose bucket it is, LocalStack doesn't tell here; a function of another account asks for it by its condition.
    if not may_invoke(PRINCIPAL, target_arn, bucket_arn, target_arn.split(":")[4]):
        from localstack.aws.api.s3 import InvalidArgument

        raise InvalidArgument(
            "Unable to validate the following destination configurations",
            ArgumentName=f"{target_arn}, null",
            ArgumentValue=f"Not authorized to invoke function [{target_arn}]",
        )


@wraps(
    "services.s3.notifications:LambdaNotifier.notify",
    at="s3",
    why="An event invokes only a function that lets S3 invoke it.",
)
def _notify(original: Callable[..., None], notifier: Any, context: Any, configuration: Any) -> None:
    function_arn = configuration["LambdaFunctionArn"]
    bucket_arn = s3_bucket_arn(context.bucket_name, region=context.region)
    if may_invoke(PRINCIPAL, function_arn, bucket_arn, context.bucket_account_id):
        original(notifier, context, configuration)
    else:
        LOG.warning("%s may not be invoked by S3 for %s: an event is lost", function_arn, bucket_arn)
