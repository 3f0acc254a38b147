"""Tags of REST APIs and their stages are one set, whether they were given at the start or with TagResource.

API Gateway API reference, TagResource: the tags of a resource are those that GetRestApi shows. LocalStack keeps what
TagResource gives apart from them, and answers GetTags from that alone.
"""

import re
from collections.abc import Callable
from typing import Any

from emulator.localstack.seams import wraps

WHY = "The tags of a REST API and of a stage are one set, whoever gives and asks."
_PROVIDER = "services.apigateway.legacy.provider:ApigatewayProvider"
_ARN = re.compile(r"/restapis/([^/]+)(?:/stages/([^/]+))?$")


@wraps(f"{_PROVIDER}.get_tags", at="apigateway", why=WHY)
def get_tags(original: Callable[..., Any], self: Any, context: Any, resource_arn: str, **asked: Any) -> Any:
    """GetTags."""
    own = _own(context, resource_arn)
    return original(self, context, resource_arn=resource_arn, **asked) if own is None else {"tags": dict(own)}


@wraps(f"{_PROVIDER}.tag_resource", at="apigateway", why=WHY)
def tag_resource(
    original: Callable[..., None], self: Any, context: Any, resource_arn: str, tags: dict[str, str], **asked: Any
) -> None:
    """TagResource."""
    own = _own(context, resource_arn)
    if own is None:
        original(self, context, resource_arn=resource_arn, tags=tags, **asked)
    else:
        own.update(tags)


@wraps(f"{_PROVIDER}.untag_resource", at="apigateway", why=WHY)
def untag_resource(
    original: Callable[..., None], self: Any, context: Any, resource_arn: str, tag_keys: list[str], **asked: Any
) -> None:
    """UntagResource."""
    own = _own(context, resource_arn)
    if own is None:
        original(self, context, resource_arn=resource_arn, tag_keys=tag_keys, **asked)
        return
    for key in tag_keys:
        own.pop(key, None)


def _own(context: Any, resource_arn: str) -> dict[str, str] | None:
    """The tags that the API, or the stage of it, has itself; None when the ARN is another resource's."""
    from localstack.services.apigateway.helpers import get_moto_backend

    named = _ARN.search(resource_arn)
    api = get_moto_backend(context.account_id, context.region).apis.get(named[1]) if named else None
    owner = api.stages.get(named[2]) if api is not None and named is not None and named[2] else api
    if owner is None:
        return None
    owner.tags = owner.tags or {}
    tags: dict[str, str] = owner.tags
    return tags
