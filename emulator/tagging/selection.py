"""Which resources a search by tags finds, and page by page.

Resource Groups Tagging API reference, GetResources: filters are ANDed, the values of one are ORed; a resource type is
`service` or `service:type`; a filter by type goes with a filter by tags, a list of ARNs with neither.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LARGEST_PAGE = 100
FEWEST_TAGS, MOST_TAGS = 100, 500
"""What TagsPerPage may be."""
TYPES_WITHOUT_ONE = {"s3": "bucket", "sqs": "queue", "sns": "topic"}
"""What a resource is whose ARN names no type."""


class TokenError(ValueError):
    """A page was asked for with a token that nobody was given."""


@dataclass(frozen=True)
class Tagged:
    """A resource with its tags."""

    arn: str
    tags: Mapping[str, str] = field(default_factory=dict)

    def is_of(self, type_filter: str) -> bool:
        """Whether it is of a type as a filter names it."""
        service, _, kind = type_filter.partition(":")
        _, _, own, _, _, rest = self.arn.split(":", 5)
        if own != service:
            return False
        if not kind:
            return True
        named = TYPES_WITHOUT_ONE.get(service) or rest.lstrip("/").replace("/", ":").partition(":")[0]
        return kind in (named, named.removesuffix("s"))

    def has(self, key: str, values: Sequence[str]) -> bool:
        """Whether it has a tag of that key, with one of the values if there are any."""
        return key in self.tags and (not values or self.tags[key] in values)

    def mapping(self) -> dict[str, Any]:
        """As GetResources answers it."""
        return {"ResourceARN": self.arn, "Tags": [{"Key": key, "Value": value} for key, value in self.tags.items()]}


def selected(
    resources: Iterable[Tagged],
    tag_filters: Sequence[Mapping[str, Any]] = (),
    type_filters: Sequence[str] = (),
    arns: Sequence[str] = (),
) -> list[Tagged]:
    """Those with tags that fit all that is asked for, by ARN."""
    return sorted(
        (
            each
            for each in resources
            if each.tags
            and (not arns or each.arn in arns)
            and (not type_filters or any(each.is_of(one) for one in type_filters))
            and all(each.has(str(one.get("Key", "")), one.get("Values") or ()) for one in tag_filters)
        ),
        key=lambda each: each.arn,
    )


def page(items: Sequence[str], token: str | None, size: int) -> tuple[list[str], str]:
    """So many of the items, which are in order, after the one that the token names; and the token for the next."""
    rest = [item for item in items if item > _last(token)] if token else list(items)
    shown = rest[:size]
    return shown, _token(shown[-1]) if len(rest) > size else ""


def with_tags(resources: Sequence[Tagged], most: int) -> int:
    """How many of the resources have at most so many tags together: TagsPerPage. At least one: none is split."""
    tags = 0
    for count, each in enumerate(resources):
        tags += max(len(each.tags), 1)
        if tags > most:
            return max(count, 1)
    return max(len(resources), 1)


def _token(last: str) -> str:
    return base64.urlsafe_b64encode(last.encode()).decode()


def _last(token: str) -> str:
    try:
        return base64.urlsafe_b64decode(token).decode()
    except ValueError as error:
        raise TokenError(token) from error
