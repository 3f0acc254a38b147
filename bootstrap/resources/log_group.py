"""AWS::Logs::LogGroup. Functions make theirs by themselves; made with the stack it is owned, tagged and removed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bootstrap.errors import tolerating
from bootstrap.handler import Handler
from bootstrap.model.resource import Attributes, ExistingResource, Resource
from bootstrap.model.scope import Scope
from bootstrap.registry import handles

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext

RETENTION_DAYS = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip
"""The days that PutRetentionPolicy takes (CloudWatch Logs API reference)."""


@dataclass(frozen=True)
class LogGroup(Resource):
    """A log group; `retention_days`, one of RETENTION_DAYS, of None keeps its events for ever."""

    kind: ClassVar[str] = "AWS::Logs::LogGroup"

    retention_days: int | None = None

    @property
    def arn(self) -> str:
        """The group's ARN, without the `:*` that stands for its streams."""
        return self.scope.arn("logs", f"log-group:{self.name}")

    @property
    def summary(self) -> str:
        """How long its events are kept."""
        return f"kept {self.retention_days} days" if self.retention_days else "kept for ever"

    @classmethod
    def of_function(cls, scope: Scope, function: str, retention_days: int | None = None) -> Self:
        """The group that Lambda writes a function's logs to."""
        return cls(scope, f"/aws/lambda/{function}", retention_days)

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """A group that keeps its events a week."""
        return cls(scope, "/example/group", 7)


@handles(LogGroup)
class LogGroupHandler(Handler[LogGroup]):
    """Log groups over CloudWatch Logs' API. A group that AWS made meanwhile is taken over."""

    comes_unasked: ClassVar[bool] = True
    in_place: ClassVar[frozenset[str]] = frozenset({"RetentionInDays", "Tags"})

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The log groups of the region."""
        pages = clients.logs.get_paginator("describe_log_groups").paginate()
        groups = [group for page in pages for group in page["logGroups"]]
        return [
            ExistingResource(LogGroup.kind, each["logGroupName"], clients.region, {"arn": each["arn"]})
            for each in groups
        ]

    def tags_of(self, clients: "Clients", existing: ExistingResource) -> dict[str, str]:
        """Its tags."""
        with tolerating("ResourceNotFoundException"):
            arn = existing.values["arn"].removesuffix(":*")
            return clients.logs.list_tags_for_resource(resourceArn=arn)["tags"]
        return {}

    def desired(self, context: "ApplyContext", resource: LogGroup) -> Attributes:
        """Retention and tags."""
        return {"RetentionInDays": resource.retention_days, "Tags": resource.scope.tag_map}

    def actual(self, clients: "Clients", resource: LogGroup, existing: ExistingResource) -> Attributes:
        """Retention and tags."""
        groups = clients.logs.describe_log_groups(logGroupNamePrefix=resource.name)["logGroups"]
        retention = next(
            (each.get("retentionInDays") for each in groups if each["logGroupName"] == resource.name), None
        )
        return {"RetentionInDays": retention, "Tags": self.tags_of(clients, existing)}

    def create(self, context: "ApplyContext", resource: LogGroup) -> ExistingResource:
        """Make it. A group that a function made in the meantime is taken over."""
        existing = resource.existing(arn=f"{resource.arn}:*")
        changed = {"RetentionInDays"} if resource.retention_days else set()
        tags: Any = {"tags": resource.scope.tag_map} if resource.scope.tag_map else {}  # the service takes no empty map
        try:
            context.clients.logs.create_log_group(logGroupName=resource.name, **tags)
        except context.clients.logs.exceptions.ResourceAlreadyExistsException:
            changed.add("Tags")
        return self.update(context, resource, existing, frozenset(changed))

    def update(
        self, context: "ApplyContext", resource: LogGroup, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Set the retention, or tag it."""
        logs = context.clients.logs
        if "RetentionInDays" in changed:
            days: Any = resource.retention_days  # the stubs want one of the periods that AWS accepts, literally
            if days is None:
                logs.delete_retention_policy(logGroupName=resource.name)
            else:
                logs.put_retention_policy(logGroupName=resource.name, retentionInDays=days)
        if "Tags" in changed:
            logs.tag_resource(resourceArn=resource.arn, tags=resource.scope.tag_map)
        return existing

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Remove it with its streams and filters."""
        with tolerating("ResourceNotFoundException"):
            clients.logs.delete_log_group(logGroupName=existing.identity)
