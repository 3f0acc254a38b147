"""Where a resource lives: the account, the region, and the tags that everything made there carries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

DEFAULT_ACCOUNT = "000000000000"
"""The account of whoever names none."""
DEFAULT_REGION = "us-east-1"
"""Where whoever names no region works."""
DEPLOYED = "harness:template"
"""The tag of what was deployed from a template here; its value is the template's file name."""
WITHOUT_REGION = frozenset({"iam", "s3"})
WITHOUT_ACCOUNT = frozenset({"s3", "apigateway"})


class Tag(TypedDict):
    """A tag as S3, SNS, DynamoDB, CloudWatch and IAM write it."""

    Key: str
    Value: str


@dataclass(frozen=True)
class Scope:
    """An account and a region, with the tags of a stack. ARNs are computed here, from names alone."""

    account_id: str
    region: str
    tags: tuple[tuple[str, str], ...] = ()

    def arn(self, service: str, resource: str) -> str:
        """The ARN of `resource` (`role/name`, `function:name`, a bucket's name …) of `service` in this scope."""
        region = "" if service in WITHOUT_REGION else self.region
        account_id = "" if service in WITHOUT_ACCOUNT else self.account_id
        return f"arn:aws:{service}:{region}:{account_id}:{resource}"

    @property
    def tag_map(self) -> dict[str, str]:
        """The tags as Lambda, Logs, SQS and API Gateway take them."""
        return dict(self.tags)

    @property
    def tag_list(self) -> list[Tag]:
        """The tags as the other services take them."""
        return [Tag(Key=key, Value=value) for key, value in self.tags]


def tag_map(tags: Iterable[Tag]) -> dict[str, str]:
    """A list of tags as a mapping."""
    return {tag["Key"]: tag["Value"] for tag in tags}
