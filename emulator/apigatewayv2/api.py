"""An HTTP API as it is kept: its resources, and what was deployed of it.

Records are dictionaries in AWS's output shapes (`RouteId`, `RouteKey`, …). A deployment keeps a snapshot that never
changes, so requests read it without a lock.
"""

import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from emulator.apigatewayv2.authorizer import DecisionCache
from emulator.apigatewayv2.route_key import RouteKey
from emulator.apigatewayv2.throttling import Throttle

Record = dict[str, Any]
Records = dict[str, Record]


@dataclass(frozen=True)
class Route:
    """A deployed route with what it needs: its integration, and its authorizer if it has one."""

    key: RouteKey
    integration: Mapping[str, Any] | None
    authorizer: Mapping[str, Any] | None


@dataclass(frozen=True)
class Snapshot:
    """An API as it was deployed."""

    routes: tuple[Route, ...]
    cors: Mapping[str, Any] | None


@dataclass
class Deployment:
    """A deployment: what GetDeployment answers, and the snapshot."""

    record: Record
    snapshot: Snapshot


@dataclass
class Api:
    """An HTTP API and all below it, by id (stages by name). `decisions` are the cached answers of its authorizers."""

    record: Record
    routes: Records = field(default_factory=dict)
    integrations: Records = field(default_factory=dict)
    authorizers: Records = field(default_factory=dict)
    stages: Records = field(default_factory=dict)
    deployments: dict[str, Deployment] = field(default_factory=dict)
    decisions: DecisionCache = field(default_factory=DecisionCache)
    throttle: Throttle = field(default_factory=Throttle)


@dataclass(frozen=True)
class Owned:
    """An API with the account and region it belongs to."""

    account_id: str
    region: str
    api: Api


def new_id(length: int) -> str:
    """A random id of lower-case letters and digits."""
    return "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(length))


def now() -> datetime:
    """The time for `CreatedDate` and `LastUpdatedDate`: whole seconds, UTC."""
    return datetime.now(UTC).replace(microsecond=0)
