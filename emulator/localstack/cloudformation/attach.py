"""Where our CloudFormation stands: in the place of LocalStack's provider, with types of ours beside LocalStack's."""

from collections.abc import Callable
from typing import Any

from emulator.localstack.seams import assigns, replaces, wraps

_PACKAGE = "services.cloudformation"


@replaces(
    f"{_PACKAGE}.v2.provider:CloudformationProviderV2",
    at="cloudformation",
    why="Stacks are refused, made, undone and removed as AWS does it, and tell what is so.",
)
def provider(_: Any) -> type:
    """Our provider's class, which is derived from LocalStack's."""
    from emulator.localstack.cloudformation.provider import CloudFormation

    return CloudFormation


@wraps(
    f"{_PACKAGE}.resource_provider:ResourceProviderExecutor.try_load_resource_provider",
    at="cloudformation",
    why="Types that LocalStack lacks or doesn't manage as AWS does have providers of ours.",
)
def try_load_resource_provider(original: Callable[..., Any], resource_type: str) -> Any:
    """Our provider of the type, else LocalStack's; none for types that are refused."""
    from emulator.localstack.cloudformation.types import class_of

    ours = class_of(resource_type)
    if ours is not None:
        return ours()
    return None if str(resource_type).startswith("Custom") else original(resource_type)


@wraps(
    f"{_PACKAGE}.v2.provider:find_stack_v2",
    at="cloudformation",
    why="The ARN of a stack that isn't there is no failure of the emulator's.",
)
def find_stack(original: Callable[..., Any], state: Any, stack_name: str | None) -> Any:
    """The stack; None without it."""
    try:
        return original(state, stack_name)
    except (KeyError, ValueError):
        return None


@assigns(
    "config:CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES",
    at="cloudformation",
    why="Unsupported types are refused by our check of the template, whatever the setting; LocalStack's isn't asked.",
)
def ignore_unsupported(_: Any) -> bool:
    """On: LocalStack's own check would leave a stack behind."""
    return True


def install() -> None:
    """Serve the URLs that custom resources are answered at."""
    from localstack.services.edge import ROUTER

    from emulator.localstack.cloudformation.responses import Responses

    ROUTER.add(Responses())
