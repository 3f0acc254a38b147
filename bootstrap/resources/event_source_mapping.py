"""AWS::Lambda::EventSourceMapping: Lambda polls a queue and invokes a function with batches of its messages."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bootstrap.errors import tolerating
from bootstrap.handler import Handler
from bootstrap.model.resource import Attributes, ExistingResource, Resource, address_of
from bootstrap.model.scope import Scope
from bootstrap.polling import until
from bootstrap.registry import handles
from bootstrap.resources.function import Function
from bootstrap.resources.queue import Queue

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext

GONE = "ResourceNotFoundException"
BUSY_S = 10.0
"""How long a mapping may go on being created or updated when it is to be removed."""


@dataclass(frozen=True)
class EventSourceMapping(Resource):
    """`queue` feeds `function`. Messages that the function reports as failed are retried alone."""

    kind: ClassVar[str] = "AWS::Lambda::EventSourceMapping"
    outputs: ClassVar[tuple[str, ...]] = ("uuid",)

    queue: Queue
    function: Function
    batch_size: int = 10
    maximum_concurrency: int | None = None

    @property
    def identity(self) -> str:
        """From where to where."""
        return identity_of(self.queue.arn, self.function.arn)

    @property
    def summary(self) -> str:
        """Batches, and how many at a time."""
        at_most = f", at most {self.maximum_concurrency} at a time" if self.maximum_concurrency else ""
        return f"batches of {self.batch_size}, failed items reported{at_most}"

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """A queue that feeds a function."""
        return cls(
            scope, "example", Queue(scope, "example-source", 180), Function.example(scope), maximum_concurrency=2
        )

    @property
    def settings(self) -> dict[str, Any]:
        """What can be set and set again, as Lambda takes it."""
        scaling = {"MaximumConcurrency": self.maximum_concurrency} if self.maximum_concurrency else {}
        return {
            "BatchSize": self.batch_size,
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            "ScalingConfig": scaling,
            "Enabled": True,
        }


@handles(EventSourceMapping)
class EventSourceMappingHandler(Handler[EventSourceMapping]):
    """Event source mappings over Lambda's API, which takes no change while it makes another."""

    depends_on: ClassVar[tuple[str, ...]] = ("AWS::Lambda::Function", "AWS::SQS::Queue")
    in_place: ClassVar[frozenset[str]] = frozenset(
        {"BatchSize", "FunctionResponseTypes", "MaximumConcurrency", "State", "Tags"}
    )

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The mappings of the region, also those that are going."""
        pages = clients.lambda_.get_paginator("list_event_source_mappings").paginate()
        mappings: list[Any] = [mapping for page in pages for mapping in page["EventSourceMappings"]]
        return [
            ExistingResource(
                EventSourceMapping.kind,
                identity_of(each["EventSourceArn"], each["FunctionArn"]),
                clients.region,
                {"uuid": each["UUID"], "arn": each.get("EventSourceMappingArn", "")},
            )
            for each in mappings
        ]

    def tags_of(self, clients: "Clients", existing: ExistingResource) -> dict[str, str]:
        """Its tags."""
        with tolerating(GONE):
            return clients.lambda_.list_tags(Resource=existing.values["arn"])["Tags"]
        return {}

    def desired(self, context: "ApplyContext", resource: EventSourceMapping) -> Attributes:
        """Batching, reporting, concurrency, and that it is on."""
        return {
            "BatchSize": resource.batch_size,
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            "MaximumConcurrency": resource.maximum_concurrency,
            "State": "Enabled",
            "Tags": resource.scope.tag_map,
        }

    def actual(self, clients: "Clients", resource: EventSourceMapping, existing: ExistingResource) -> Attributes:
        """Batching, reporting, concurrency, and whether it is on."""
        shown: dict[str, Any] = dict(clients.lambda_.get_event_source_mapping(UUID=existing.values["uuid"]))
        concurrency = (shown.get("ScalingConfig") or {}).get("MaximumConcurrency")
        return {**shown, "MaximumConcurrency": concurrency, "Tags": self.tags_of(clients, existing)}

    def create(self, context: "ApplyContext", resource: EventSourceMapping) -> ExistingResource:
        """Make it, and return when it is Enabled."""
        answer: Any = context.clients.lambda_.create_event_source_mapping(
            EventSourceArn=resource.queue.arn,
            FunctionName=resource.function.name,
            Tags=resource.scope.tag_map,
            **resource.settings,
        )
        self._ready(context.clients, resource, answer["UUID"])
        return resource.existing(uuid=answer["UUID"], arn=answer.get("EventSourceMappingArn", ""))

    def update(
        self, context: "ApplyContext", resource: EventSourceMapping, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Put the settings again, and return when it is Enabled; or tag it."""
        lambda_, uuid = context.clients.lambda_, existing.values["uuid"]
        if changed - {"Tags"}:
            lambda_.update_event_source_mapping(UUID=uuid, **resource.settings)
            self._ready(context.clients, resource, uuid)
        if "Tags" in changed:
            lambda_.tag_resource(Resource=existing.values["arn"], Tags=resource.scope.tag_map)
        return existing

    def _ready(self, clients: "Clients", resource: EventSourceMapping, uuid: str) -> None:
        until(
            lambda: clients.lambda_.get_event_source_mapping(UUID=uuid)["State"],
            lambda state: state == "Enabled",
            f"event source mapping {resource.identity} Enabled",
        )

    def part_of(self, existing: ExistingResource) -> str:
        """The function it feeds."""
        return address_of(Function.kind, existing.region, existing.identity.rpartition(" -> ")[2])

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Remove it, as soon as it is neither being created nor updated; Overdue when that doesn't end.

        It goes on existing as Deleting until its poller has stopped, and is left to that.
        """
        with tolerating(GONE):
            until(
                lambda: _goes(clients, existing.values["uuid"]),
                bool,
                f"an end of changes to {existing.identity}",
                BUSY_S,
            )


def _goes(clients: "Clients", uuid: str) -> bool:
    """Ask for its removal; False when Lambda refuses that for now."""
    with tolerating("ResourceInUseException", "ResourceConflictException"):
        clients.lambda_.delete_event_source_mapping(UUID=uuid)
        return True
    return clients.lambda_.get_event_source_mapping(UUID=uuid)["State"] == "Deleting"


def identity_of(source_arn: str, function_arn: str) -> str:
    """From where to where, by name."""
    return f"{source_arn.rpartition(':')[2]} -> {function_arn.rpartition(':')[2]}"
