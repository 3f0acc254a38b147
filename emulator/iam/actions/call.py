"""One operation as a client asked for it, and what it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from emulator.iam.templates import Context


class Known(Protocol):
    """What only the services know about their resources."""

    def partition_key(self, table: str, account_id: str, region: str) -> str:
        """The name of a DynamoDB table's partition key; "" when there is no such table."""

    def arn(self, kind: str, name: str, account_id: str, region: str) -> str:
        """The ARN that a name stands for: a role or user with its path, a secret, a key behind an alias; else ""."""


class NothingKnown:
    """For requests alone, without the services behind them."""

    def partition_key(self, table: str, account_id: str, region: str) -> str:
        """No table is known."""
        return ""

    def arn(self, kind: str, name: str, account_id: str, region: str) -> str:
        """No name is known."""
        return ""


@dataclass(frozen=True)
class Call:
    """`service` and `operation` are botocore's names; `parameters` are botocore's too, as a client passes them."""

    service: str
    operation: str
    parameters: Mapping[str, Any]
    region: str
    account_id: str
    known: Known = field(default_factory=NothingKnown)

    def text(self, name: str) -> str:
        """A parameter that is a text; "" without it."""
        value = self.parameters.get(name)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class Need:
    """One action on one resource. `keys` are the service's own condition keys, in lower case."""

    action: str
    resource: str
    keys: Context = field(default_factory=dict)


def account_of(arn: str, otherwise: str) -> str:
    """The account that an ARN names; S3's name none, and AWS's own policies are everybody's (`arn:aws:iam::aws:…`)."""
    parts = arn.split(":", 5)
    return parts[4] if len(parts) == 6 and parts[4].isdecimal() else otherwise
