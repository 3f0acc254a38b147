"""AWS::Lambda::Function: code, layers, role and environment."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bootstrap.errors import HarnessError, tolerating
from bootstrap.handler import Handler
from bootstrap.model.content import Content, Inline
from bootstrap.model.reference import Value
from bootstrap.model.resource import Attributes, ExistingResource, Resource
from bootstrap.model.scope import Scope
from bootstrap.polling import waited
from bootstrap.registry import handles
from bootstrap.resources.layer import Layer
from bootstrap.resources.log_group import LogGroup
from bootstrap.resources.role import Role

if TYPE_CHECKING:
    from botocore.waiter import Waiter

    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext

CONFIGURATION = frozenset({"Role", "Handler", "Runtime", "MemorySize", "Timeout", "Environment", "Layers"})
ECHO = "def handler(event, context):\n    return event\n"


class FunctionFailed(HarnessError):
    """Lambda couldn't make the function ready. The message has Lambda's reason."""


@dataclass(frozen=True)
class Function(Resource):
    """A function. Its `log_group` is made before it, so that Lambda finds one and makes none."""

    kind: ClassVar[str] = "AWS::Lambda::Function"

    code: Content
    role: Role
    log_group: LogGroup
    handler: str = "handler.handler"
    runtime: str = "python3.11"
    memory_mb: int = 128
    timeout_s: int = 30
    environment: tuple[tuple[str, Value], ...] = ()
    layers: tuple[Layer, ...] = ()

    @property
    def arn(self) -> str:
        """The function's ARN, unqualified."""
        return self.scope.arn("lambda", f"function:{self.name}")

    @property
    def summary(self) -> str:
        """Runtime and limits."""
        layers = "".join(f", {layer.name}" for layer in self.layers)
        return f"{self.runtime}, {self.memory_mb} MB, {self.timeout_s} s{layers}"

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """A function that answers with its event."""
        group = LogGroup.of_function(scope, "example-function")
        environment: tuple[tuple[str, Value], ...] = (("GREETING", "hello"),)
        code = Inline((("handler.py", ECHO),))
        return cls(
            scope,
            "example-function",
            code,
            Role.example(scope),
            group,
            environment=environment,
            layers=(Layer.example(scope),),
        )


@handles(Function)
class FunctionHandler(Handler[Function]):
    """Functions over Lambda's API, which takes no update while it makes another."""

    depends_on: ClassVar[tuple[str, ...]] = (
        "AWS::IAM::Role",
        "AWS::Lambda::LayerVersion",
        "AWS::Logs::LogGroup",
        "AWS::ApiGateway::Stage",
        "AWS::ApiGatewayV2::Stage",
        "AWS::SQS::Queue",
        "AWS::DynamoDB::Table",
        "AWS::S3::Bucket",
    )
    in_place: ClassVar[frozenset[str]] = CONFIGURATION | {"CodeSha256", "State", "Tags"}

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The functions of the region."""
        pages = clients.lambda_.get_paginator("list_functions").paginate()
        functions = [function for page in pages for function in page["Functions"]]
        return [
            ExistingResource(Function.kind, each["FunctionName"], clients.region, {"arn": each["FunctionArn"]})
            for each in functions
        ]

    def tags_of(self, clients: "Clients", existing: ExistingResource) -> dict[str, str]:
        """Its tags."""
        with tolerating("ResourceNotFoundException"):
            return clients.lambda_.list_tags(Resource=existing.values["arn"])["Tags"]
        return {}

    def desired(self, context: "ApplyContext", resource: Function) -> Attributes:
        """Its configuration, the hash of its code, that it is Active, and its tags."""
        return {
            **self._configuration(context, resource),
            "CodeSha256": context.packager.package(resource.code).code_sha256,
            "State": "Active",
            "Tags": resource.scope.tag_map,
        }

    def _configuration(self, context: "ApplyContext", resource: Function) -> dict[str, Any]:
        return {
            "Role": resource.role.arn,
            "Handler": resource.handler,
            "Runtime": resource.runtime,
            "MemorySize": resource.memory_mb,
            "Timeout": resource.timeout_s,
            "Environment": context.texts(dict(resource.environment)),
            "Layers": [context.text(layer.version_arn) for layer in resource.layers],
        }

    def actual(self, clients: "Clients", resource: Function, existing: ExistingResource) -> Attributes:
        """Its configuration, the hash of its code, its state and its tags."""
        shown: dict[str, Any] = dict(clients.lambda_.get_function_configuration(FunctionName=resource.name))
        return {
            **shown,
            "Environment": shown.get("Environment", {}).get("Variables", {}),
            "Layers": [layer["Arn"] for layer in shown.get("Layers", [])],
            "Tags": self.tags_of(clients, existing),
        }

    def create(self, context: "ApplyContext", resource: Function) -> ExistingResource:
        """Make it, and return when it is Active."""
        configuration = self._configuration(context, resource)
        configuration["Environment"] = {"Variables": configuration["Environment"]}
        context.clients.lambda_.create_function(
            FunctionName=resource.name,
            Code={"ZipFile": context.packager.package(resource.code).data},
            Tags=resource.scope.tag_map,
            **configuration,
        )
        self._await(context.clients.lambda_.get_waiter("function_active"), resource)
        return resource.existing(arn=resource.arn)

    def update(
        self, context: "ApplyContext", resource: Function, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Change configuration, code or tags, each ready before the next: Lambda refuses two updates at once.

        A function that is not Active yet is waited for; FunctionFailed for one that never will be.
        """
        lambda_ = context.clients.lambda_
        if "State" in changed:
            self._await(lambda_.get_waiter("function_active"), resource)
        if changed & CONFIGURATION:
            configuration = self._configuration(context, resource)
            configuration["Environment"] = {"Variables": configuration["Environment"]}
            lambda_.update_function_configuration(FunctionName=resource.name, **configuration)
            self._await(lambda_.get_waiter("function_updated"), resource)
        if "CodeSha256" in changed:
            lambda_.update_function_code(
                FunctionName=resource.name, ZipFile=context.packager.package(resource.code).data
            )
            self._await(lambda_.get_waiter("function_updated"), resource)
        if "Tags" in changed:
            lambda_.tag_resource(Resource=resource.arn, Tags=resource.scope.tag_map)
        return existing

    def _await(self, waiter: "Waiter", resource: Function) -> None:
        """Return when the waiter is satisfied; FunctionFailed with Lambda's reason when Lambda gives up."""
        from botocore.exceptions import WaiterError

        try:
            waited(waiter, f"function {resource.name} Active", FunctionName=resource.name)
        except WaiterError as error:
            shown = error.last_response
            reason = shown.get("StateReason") or shown.get("LastUpdateStatusReason") or "no reason given"
            raise FunctionFailed(
                f"Lambda failed to make it Active: {reason}; delete the function before applying again"
            ) from error

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Remove it."""
        with tolerating("ResourceNotFoundException"):
            clients.lambda_.delete_function(FunctionName=existing.identity)
