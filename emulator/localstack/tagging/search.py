"""The Resource Groups Tagging API finds what carries tags in every service; moto's knows its own resources only.

Reference: GetResources, GetTagKeys, GetTagValues; `changing.py` has TagResources and UntagResources.
"""

from collections.abc import Callable
from typing import Any

from emulator.localstack.seams import adds
from emulator.tagging.selection import (
    FEWEST_TAGS,
    LARGEST_PAGE,
    MOST_TAGS,
    Tagged,
    TokenError,
    page,
    selected,
    with_tags,
)

WHY = "A search by tags finds what carries them in every service."
_PROVIDER = "services.resourcegroupstaggingapi.provider:ResourcegroupstaggingapiProvider"
_SERVICE = "resourcegroupstaggingapi"


@adds(f"{_PROVIDER}.get_resources", at=_SERVICE, why=WHY)
def resources(_: Any) -> Callable[..., Any]:
    """GetResources."""

    def get_resources(_: Any, context: Any, **asked: Any) -> Any:
        size = asked.get("resources_per_page") or LARGEST_PAGE
        if not 1 <= size <= LARGEST_PAGE:
            _refuse("InvalidParameterException", f"ResourcesPerPage must be between 1 and {LARGEST_PAGE}")
        filters = [asked.get(name) or () for name in ("tag_filters", "resource_type_filters", "resource_arn_list")]
        found = selected(_all(context), *filters)
        by_arn = {each.arn: each for each in found}
        most_tags = asked.get("tags_per_page")
        if most_tags is not None and not FEWEST_TAGS <= most_tags <= MOST_TAGS:
            _refuse("InvalidParameterException", f"TagsPerPage must be between {FEWEST_TAGS} and {MOST_TAGS}")
        token = asked.get("pagination_token")
        if most_tags is not None:
            rest, _ = _page(list(by_arn), token, len(by_arn) or 1)
            size = min(size, with_tags([by_arn[arn] for arn in rest], most_tags))
        shown, token = _page(list(by_arn), token, size)
        return {"ResourceTagMappingList": [by_arn[arn].mapping() for arn in shown], "PaginationToken": token}

    return get_resources


@adds(f"{_PROVIDER}.get_tag_keys", at=_SERVICE, why=WHY)
def keys(_: Any) -> Callable[..., Any]:
    """GetTagKeys."""

    def get_tag_keys(_: Any, context: Any, pagination_token: str | None = None, **__: Any) -> Any:
        found = sorted({key for each in _all(context) for key in each.tags})
        shown, token = _page(found, pagination_token, LARGEST_PAGE)
        return {"TagKeys": shown, "PaginationToken": token}

    return get_tag_keys


@adds(f"{_PROVIDER}.get_tag_values", at=_SERVICE, why=WHY)
def values(_: Any) -> Callable[..., Any]:
    """GetTagValues."""

    def get_tag_values(_: Any, context: Any, key: str, pagination_token: str | None = None, **__: Any) -> Any:
        found = sorted({each.tags[key] for each in _all(context) if key in each.tags})
        shown, token = _page(found, pagination_token, LARGEST_PAGE)
        return {"TagValues": shown, "PaginationToken": token}

    return get_tag_values


def _all(context: Any) -> list[Tagged]:
    from emulator.localstack.tagging.sources import everything

    return list(everything(context.account_id, context.region))


def _page(items: list[str], token: str | None, size: int) -> tuple[list[str], str]:
    try:
        return page(items, token, size)
    except TokenError:
        _refuse("PaginationTokenExpiredException", "Token does not exist")
        raise


def _refuse(code: str, message: str) -> None:
    from localstack.aws.api import CommonServiceException

    raise CommonServiceException(code, message, status_code=400, sender_fault=True)
