"""AWS::Lambda::Permission: a statement of a function's resource policy, which lets a service invoke it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bootstrap.errors import tolerating
from bootstrap.handler import Handler
from bootstrap.model.policy import parsed
from bootstrap.model.reference import Value
from bootstrap.model.resource import Attributes, ExistingResource, Resource, address_of
from bootstrap.model.scope import Scope
from bootstrap.registry import handles
from bootstrap.resources.function import Function, FunctionHandler

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext

INVOKE = "lambda:InvokeFunction"
GONE = "ResourceNotFoundException"


@dataclass(frozen=True)
class Permission(Resource):
    """`principal` may invoke `function` on behalf of `source_arn`. The name is the statement's id."""

    kind: ClassVar[str] = "AWS::Lambda::Permission"

    function: Function
    principal: str
    source_arn: Value

    @property
    def identity(self) -> str:
        """A statement belongs to one function: its id there."""
        return f"{self.function.name}: {self.name}"

    @property
    def summary(self) -> str:
        """Who may invoke."""
        return self.principal

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """An alarm may invoke a function."""
        alarm = scope.arn("cloudwatch", "alarm:example-alarm")
        return cls(scope, "AllowAlarm", Function.example(scope), "lambda.alarms.cloudwatch.amazonaws.com", alarm)


@handles(Permission)
class PermissionHandler(Handler[Permission]):
    """Statements of resource policies over Lambda's API, which can only add and remove one."""

    depends_on: ClassVar[tuple[str, ...]] = (
        "AWS::Lambda::Function",
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGatewayV2::Api",
    )
    in_place: ClassVar[frozenset[str]] = frozenset({"Action", "Principal", "SourceArn", "SourceAccount"})
    taggable: ClassVar[bool] = False

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The statements of every function of the region."""
        names = [function.identity for function in FunctionHandler().listing(clients)]
        return [
            ExistingResource(
                Permission.kind, f"{name}: {each['Sid']}", clients.region, {"function": name, "statement": each["Sid"]}
            )
            for name in names
            for each in statements(clients, name)
        ]

    def desired(self, context: "ApplyContext", resource: Permission) -> Attributes:
        """Who may do what on whose behalf."""
        return {
            "Action": INVOKE,
            "Principal": {"Service": resource.principal},
            "SourceArn": context.text(resource.source_arn),
            "SourceAccount": resource.scope.account_id,
        }

    def actual(self, clients: "Clients", resource: Permission, existing: ExistingResource) -> Attributes:
        """Who may do what on whose behalf."""
        every = statements(clients, resource.function.name)
        mine = next((each for each in every if each["Sid"] == resource.name), {})
        condition = mine.get("Condition", {})
        arn = condition.get("ArnLike", {})
        account = condition.get("StringEquals", {})
        return {
            "Action": mine.get("Action"),
            "Principal": mine.get("Principal"),
            "SourceArn": arn.get("AWS:SourceArn") or arn.get("aws:SourceArn"),
            "SourceAccount": account.get("AWS:SourceAccount") or account.get("aws:SourceAccount"),
        }

    def create(self, context: "ApplyContext", resource: Permission) -> ExistingResource:
        """Add the statement."""
        context.clients.lambda_.add_permission(
            FunctionName=resource.function.name,
            StatementId=resource.name,
            Action=INVOKE,
            Principal=resource.principal,
            SourceArn=context.text(resource.source_arn),
            SourceAccount=resource.scope.account_id,
        )
        return resource.existing(function=resource.function.name, statement=resource.name)

    def update(
        self, context: "ApplyContext", resource: Permission, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Take the statement away and add it again: AWS has no other way to change one."""
        self.delete(context.clients, existing)
        return self.create(context, resource)

    def part_of(self, existing: ExistingResource) -> str:
        """The function it is a statement of."""
        return address_of(Function.kind, existing.region, existing.values["function"])

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Take the statement away."""
        with tolerating(GONE):
            clients.lambda_.remove_permission(
                FunctionName=existing.values["function"], StatementId=existing.values["statement"]
            )


def statements(clients: "Clients", function: str) -> list[dict[str, Any]]:
    """The statements of a function's resource policy; empty when it has none, or is gone."""
    with tolerating(GONE):
        policy = parsed(clients.lambda_.get_policy(FunctionName=function)["Policy"])
        every: list[dict[str, Any]] = policy["Statement"]
        return every
    return []
