"""GetCallerIdentity is answered by moto's model itself: a request to moto, and its answer in XML read back, cost more.

It is what tools ask first and pollers ask often.
"""

from collections.abc import Callable
from typing import Any

from emulator.localstack.credentials import access_key_of
from emulator.localstack.iam.stores import PARTITION
from emulator.localstack.seams import wraps

NOT_GIVEN = "user/moto"
"""In the ARN that moto has for keys that it doesn't know; they are the account's root."""


@wraps(
    "services.sts.provider:StsProvider.get_caller_identity",
    at="sts",
    why="Who asks is told by moto's model, without a request to moto and without its answer in XML.",
)
def get_caller_identity(original: Callable[..., Any], provider: Any, context: Any, **more: Any) -> Any:
    """The account, ARN and id of whoever signed the request."""
    key = access_key_of(context.request.headers)
    if not key or context.partition != PARTITION:
        return original(provider, context, **more)
    from moto.iam.models import mark_account_as_visited
    from moto.sts.models import sts_backends

    mark_account_as_visited(account_id=context.account_id, access_key=key, service="sts", region=context.region)
    backend = sts_backends[context.account_id][PARTITION]
    user_id, arn, account_id = backend.get_caller_identity(key, context.region)
    if NOT_GIVEN in arn and "sts" in arn:
        arn = f"arn:{context.partition}:iam::{account_id}:root"
    return {"UserId": user_id, "Account": account_id, "Arn": arn}
