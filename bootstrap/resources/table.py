"""AWS::DynamoDB::Table, on demand, with its indexes and its time to live."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bootstrap.errors import tolerating
from bootstrap.handler import Handler
from bootstrap.model.resource import Attributes, ExistingResource, Resource
from bootstrap.model.scope import Scope, tag_map
from bootstrap.polling import waited
from bootstrap.registry import handles

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext


@dataclass(frozen=True)
class Key:
    """A primary key: the partition attribute, perhaps a sort attribute, each as `name` or `name:N` (default S)."""

    partition: str
    sort: str = ""

    @property
    def attributes(self) -> dict[str, str]:
        """Attribute name to type, `S`, `N` or `B`."""
        parts = (part.partition(":") for part in (self.partition, self.sort) if part)
        return {name: kind or "S" for name, _, kind in parts}

    @property
    def schema(self) -> list[dict[str, str]]:
        """The key as AWS writes it."""
        return [
            {"AttributeName": name, "KeyType": role}
            for name, role in zip(self.attributes, ("HASH", "RANGE"), strict=False)
        ]


@dataclass(frozen=True)
class Index:
    """A secondary index with all attributes. A local one shares the table's partition and can be read consistently."""

    name: str
    key: Key
    local: bool = False


@dataclass(frozen=True)
class Table(Resource):
    """A table paid by request.

    `ttl_attribute` names the attribute, epoch seconds, after which DynamoDB removes an item; empty for none.
    """

    kind: ClassVar[str] = "AWS::DynamoDB::Table"

    key: Key
    indexes: tuple[Index, ...] = ()
    ttl_attribute: str = ""

    @property
    def arn(self) -> str:
        """The table's ARN."""
        return self.scope.arn("dynamodb", f"table/{self.name}")

    def index_arn(self, index: str) -> str:
        """The ARN of one of its indexes."""
        return f"{self.arn}/index/{index}"

    @property
    def summary(self) -> str:
        """Key, indexes, and what items expire by."""
        expiry = f", expires by {self.ttl_attribute}" if self.ttl_attribute else ""
        indexes = "".join(f", {'local' if each.local else 'global'} index {each.name}" for each in self.indexes)
        return f"key {', '.join(self.key.attributes)}{indexes}{expiry}"

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """A table with an index of each kind."""
        indexes = (Index("by-size", Key("owner", "size:N")), Index("by-time", Key("id", "time"), local=True))
        return cls(scope, "ExampleTable", Key("id", "event"), indexes)

    @property
    def definitions(self) -> list[dict[str, str]]:
        """Every attribute that is part of a key, sorted."""
        attributes = dict(self.key.attributes)
        for index in self.indexes:
            attributes |= index.key.attributes
        return [{"AttributeName": name, "AttributeType": kind} for name, kind in sorted(attributes.items())]


@handles(Table)
class TableHandler(Handler[Table]):
    """Tables over DynamoDB's API, which takes one change of time to live an hour."""

    in_place: ClassVar[frozenset[str]] = frozenset({"TimeToLive", "Tags"})

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The tables of the region."""
        pages = clients.dynamodb.get_paginator("list_tables").paginate()
        return [ExistingResource(Table.kind, name, clients.region) for page in pages for name in page["TableNames"]]

    def tags_of(self, clients: "Clients", existing: ExistingResource) -> dict[str, str]:
        """Its tags."""
        with tolerating("ResourceNotFoundException"):
            arn = clients.dynamodb.describe_table(TableName=existing.identity)["Table"]["TableArn"]
            return tag_map(clients.dynamodb.list_tags_of_resource(ResourceArn=arn).get("Tags", []))
        return {}

    def desired(self, context: "ApplyContext", resource: Table) -> Attributes:
        """Keys, indexes, time to live and tags."""
        return {
            "KeySchema": resource.key.schema,
            "AttributeDefinitions": resource.definitions,
            "GlobalSecondaryIndexes": {each.name: each.key.schema for each in resource.indexes if not each.local},
            "LocalSecondaryIndexes": {each.name: each.key.schema for each in resource.indexes if each.local},
            "TimeToLive": resource.ttl_attribute,
            "Tags": resource.scope.tag_map,
        }

    def actual(self, clients: "Clients", resource: Table, existing: ExistingResource) -> Attributes:
        """Keys, indexes, time to live and tags."""
        table: Any = clients.dynamodb.describe_table(TableName=resource.name)["Table"]
        kinds = ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")
        return {
            "KeySchema": table["KeySchema"],
            "AttributeDefinitions": sorted(table["AttributeDefinitions"], key=lambda each: str(each["AttributeName"])),
            **{kind: {each["IndexName"]: each["KeySchema"] for each in table.get(kind) or []} for kind in kinds},
            "TimeToLive": ttl_of(clients, resource.name),
            "Tags": self.tags_of(clients, existing),
        }

    def create(self, context: "ApplyContext", resource: Table) -> ExistingResource:
        """Make it, and return when it is ACTIVE."""
        dynamodb: Any = context.clients.dynamodb  # the stubs want literal key types
        indexes: dict[str, list[dict[str, Any]]] = {}
        for index in resource.indexes:
            kind = "LocalSecondaryIndexes" if index.local else "GlobalSecondaryIndexes"
            shape = {"IndexName": index.name, "KeySchema": index.key.schema, "Projection": {"ProjectionType": "ALL"}}
            indexes.setdefault(kind, []).append(shape)
        dynamodb.create_table(
            TableName=resource.name,
            KeySchema=resource.key.schema,
            AttributeDefinitions=resource.definitions,
            BillingMode="PAY_PER_REQUEST",
            Tags=resource.scope.tag_list,
            **indexes,
        )
        waited(dynamodb.get_waiter("table_exists"), f"table {resource.name} ACTIVE", TableName=resource.name)
        return self.update(
            context, resource, resource.existing(), frozenset({"TimeToLive"} if resource.ttl_attribute else ())
        )

    def update(
        self, context: "ApplyContext", resource: Table, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Tag it, or set its time to live; AWS takes one change of that an hour, and none while another is made."""
        dynamodb = context.clients.dynamodb
        if "Tags" in changed:
            dynamodb.tag_resource(ResourceArn=resource.arn, Tags=resource.scope.tag_list)
        if "TimeToLive" in changed:
            if current := ttl_of(context.clients, resource.name):
                self._set_ttl(context.clients, resource, current, enabled=False)
            if resource.ttl_attribute:
                self._set_ttl(context.clients, resource, resource.ttl_attribute, enabled=True)
        return existing

    def _set_ttl(self, clients: "Clients", resource: Table, attribute: str, *, enabled: bool) -> None:
        clients.dynamodb.update_time_to_live(
            TableName=resource.name, TimeToLiveSpecification={"Enabled": enabled, "AttributeName": attribute}
        )

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Remove it with its items."""
        with tolerating("ResourceNotFoundException"):
            clients.dynamodb.delete_table(TableName=existing.identity)


def ttl_of(clients: "Clients", table: str) -> str:
    """The attribute that the table's items expire by; empty for none."""
    shown = clients.dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    on = shown.get("TimeToLiveStatus") in ("ENABLED", "ENABLING")
    return shown.get("AttributeName", "") if on else ""
