"""AWS::SSM::Parameter. A text under a name, which templates may ask for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from bootstrap.errors import tolerating
from bootstrap.handler import Handler
from bootstrap.model.resource import Attributes, ExistingResource, Resource
from bootstrap.model.scope import Scope, tag_map
from bootstrap.registry import handles

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext

AWS_OWN = "/aws/"
"""Parameters that AWS itself publishes in every account."""


@dataclass(frozen=True)
class Parameter(Resource):
    """A parameter of type `String`."""

    kind: ClassVar[str] = "AWS::SSM::Parameter"

    value: str

    @property
    def summary(self) -> str:
        """Its value."""
        return self.value

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """A parameter below a path."""
        return cls(scope, "/example/parameter", "1")


@handles(Parameter)
class ParameterHandler(Handler[Parameter]):
    """Parameters over Systems Manager's API."""

    in_place: ClassVar[frozenset[str]] = frozenset({"Value", "Tags"})

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The parameters of the region, without those that AWS publishes."""
        pages = clients.ssm.get_paginator("describe_parameters").paginate()
        names = [each["Name"] for page in pages for each in page["Parameters"]]
        return [
            ExistingResource(Parameter.kind, name, clients.region) for name in names if not name.startswith(AWS_OWN)
        ]

    def tags_of(self, clients: "Clients", existing: ExistingResource) -> dict[str, str]:
        """Its tags."""
        with tolerating("InvalidResourceId"):
            answer = clients.ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=existing.identity)
            return tag_map(answer["TagList"])
        return {}

    def desired(self, context: "ApplyContext", resource: Parameter) -> Attributes:
        """Value and tags."""
        return {"Value": resource.value, "Tags": resource.scope.tag_map}

    def actual(self, clients: "Clients", resource: Parameter, existing: ExistingResource) -> Attributes:
        """Value and tags."""
        value = clients.ssm.get_parameter(Name=resource.name)["Parameter"]["Value"]
        return {"Value": value, "Tags": self.tags_of(clients, existing)}

    def create(self, context: "ApplyContext", resource: Parameter) -> ExistingResource:
        """Put it, and tag it."""
        return self.update(context, resource, resource.existing(), frozenset({"Value", "Tags"}))

    def update(
        self, context: "ApplyContext", resource: Parameter, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Put its value, and tag it."""
        ssm = context.clients.ssm
        if "Value" in changed:
            ssm.put_parameter(Name=resource.name, Value=resource.value, Type="String", Overwrite=True)
        if "Tags" in changed and resource.scope.tags:
            ssm.add_tags_to_resource(
                ResourceType="Parameter", ResourceId=resource.name, Tags=resource.scope.tag_list
            )  # fmt: skip
        return existing

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Remove it."""
        with tolerating("ParameterNotFound"):
            clients.ssm.delete_parameter(Name=existing.identity)
