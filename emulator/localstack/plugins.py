"""Entry-point stubs: what LocalStack finds. Each imports its package only when LocalStack asks for it."""

from importlib import import_module
from typing import Any

from localstack.runtime import hooks
from localstack.runtime.server.core import RuntimeServer, RuntimeServerPlugin
from localstack.services.lambda_ import hooks as lambda_hooks
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from localstack.services.plugins import Service, aws_provider

PACKAGES = (
    "activity", "interpreter_tuning", "gateway", "dynamodb", "lambda_", "lambda_docker", "logs", "cloudwatch", "s3",
    "apigatewayv2", "apigateway", "accounts", "botocore_data", "service_loading", "expiry", "sns", "metering",
    "validation", "egress", "installers", "suspension", "sqs", "iam", "tagging", "cloudformation", "faults",
    "feed",
)  # fmt: skip
"""What is attached when LocalStack starts: by declared seams, and by a package's `install()` if it has one."""


class BoundServerPlugin(RuntimeServerPlugin):
    """The HTTP server `GATEWAY_SERVER=bound`: LocalStack's own, on the interface it was told and no other."""

    name = "bound"

    def load(self, *_: Any, **__: Any) -> RuntimeServer:
        """Return the server."""
        from emulator.localstack import register
        from emulator.localstack.server.bound import BoundTwistedServer

        register.loaded("server")
        return BoundTwistedServer()


class DirectServerPlugin(RuntimeServerPlugin):
    """The HTTP server `GATEWAY_SERVER=direct`: our own, without Twisted."""

    name = "direct"

    def load(self, *_: Any, **__: Any) -> RuntimeServer:
        """Return the server."""
        from emulator.localstack import register
        from emulator.localstack.server.direct import DirectServer

        register.loaded("server")
        return DirectServer()


class ProcessExecutorPlugin(RuntimeExecutorPlugin):
    """The Lambda executor `LAMBDA_RUNTIME_EXECUTOR=process`: functions as processes of this machine."""

    name = "process"

    def load(self, *_: Any, **__: Any) -> type:
        """Return the executor class."""
        from emulator.localstack.lambda_.executor import ProcessRuntimeExecutor

        return ProcessRuntimeExecutor


@aws_provider(api="dynamodb", name="moto")
def dynamodb_moto() -> Service:
    """DynamoDB on moto, chosen by `PROVIDER_OVERRIDE_DYNAMODB=moto`: no Java, no download."""
    from emulator.localstack.dynamodb.provider import service

    return service()


@aws_provider(api="dynamodbstreams", name="own")
def dynamodb_streams() -> Service:
    """DynamoDB Streams, chosen by `PROVIDER_OVERRIDE_DYNAMODBSTREAMS=own`: no Kinesis, no download."""
    from emulator.localstack.dynamodb.streams import service

    return service()


@aws_provider(api="apigatewayv2")
def apigatewayv2() -> Service:
    """API Gateway HTTP APIs."""
    from emulator.localstack.apigatewayv2.provider import service

    return service()


@aws_provider(api="ce")
def cost_explorer() -> Service:
    """Cost Explorer."""
    from emulator.localstack.billing.provider import service

    return service()


@lambda_hooks.prepare_docker_executor()
def prepare_docker_executor(function_version: Any) -> None:
    """Layers of a function that is to run in a container, when it is created."""
    from emulator.localstack.lambda_docker.layers import prepare

    prepare(function_version)


@lambda_hooks.start_docker_executor()
def start_docker_executor(container_config: Any, function_version: Any) -> None:
    """Layers of a function that is to run in a container, when the container is made."""
    from emulator.localstack.lambda_docker.layers import bring

    bring(container_config, function_version)


@hooks.on_runtime_create()
def close_the_way_out() -> None:
    """Let nothing connect to another machine, from before LocalStack begins until its process ends.

    Then import LocalStack's handlers, as it is about to, but without what its settings leave unused.
    """
    from emulator.localstack import egress, left_out

    egress.close_process()
    left_out.import_handlers()


@hooks.on_infra_start()
def install() -> None:
    """Change LocalStack as declared, then attach every package and note it as loaded.

    Whatever can't be done ends the start: an emulator that is half changed would answer as neither AWS nor LocalStack.
    """
    from emulator.localstack import interpreter_tuning, memory, register
    from emulator.localstack.seams.loading import applier

    register.serve()
    applier().start()
    for name in PACKAGES:
        package = import_module(f"emulator.localstack.{name}")
        if hasattr(package, "install"):
            package.install()
        register.loaded(name)
    interpreter_tuning.has_started()
    memory.has_grown()
