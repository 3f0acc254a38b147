"""Entry-point stubs: what LocalStack finds. Each imports its package only when LocalStack asks for it."""

from importlib import import_module
from typing import Any

from localstack.runtime import hooks
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from localstack.services.plugins import Service, aws_provider

PACKAGES = ("gateway", "lambda_runtime", "logs", "cloudwatch", "s3")
"""The packages whose `install()` attaches them to LocalStack at start."""


class ProcessExecutorPlugin(RuntimeExecutorPlugin):
    """The Lambda executor `LAMBDA_RUNTIME_EXECUTOR=process`: functions as processes of this machine."""

    name = "process"

    def load(self, *_: Any, **__: Any) -> type:
        """Return the executor class."""
        from emulator.lambda_runtime.executor import ProcessRuntimeExecutor

        return ProcessRuntimeExecutor


@aws_provider(api="dynamodb", name="moto")
def dynamodb_moto() -> Service:
    """DynamoDB on moto, chosen by `PROVIDER_OVERRIDE_DYNAMODB=moto`: no Java, no download."""
    from emulator.dynamodb.provider import service

    return service()


@hooks.on_infra_start()
def install() -> None:
    """Attach every package and note it as loaded; what fails to attach is missing from `/_harness/plugins`."""
    from localstack.services.plugins import SERVICE_PLUGINS

    from emulator import register

    register.serve()
    for name in PACKAGES:
        import_module(f"emulator.{name}").install()
        register.loaded(name)
