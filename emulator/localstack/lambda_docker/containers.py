"""Which addresses are those of containers that functions run in: their requests come from there, and nowhere else.

An executor has its container's address before the runtime in it reports that it is ready.
"""

from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from localstack import config

from emulator.localstack.seams import wraps

_EXECUTORS: WeakSet[Any] = WeakSet()


def functions_are_containers() -> bool:
    """Whether LocalStack's own executor is the chosen one."""
    return bool(config.LAMBDA_RUNTIME_EXECUTOR == "docker")


@wraps(
    "services.lambda_.invocation.docker_runtime_executor:DockerRuntimeExecutor.__init__",
    at="lambda",
    only=functions_are_containers,
    why="A function in a container is known by its container's address.",
)
def init(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
    """Make an executor, and note it."""
    original(self, *args, **kwargs)
    note(self)


def note(executor: Any) -> None:
    """Note one; it is forgotten when LocalStack lets go of it."""
    _EXECUTORS.add(executor)


def is_a_function_s(address: str) -> bool:
    """Whether a container that runs a function has this address."""
    return len(_EXECUTORS) > 0 and any(executor.ip == address for executor in list(_EXECUTORS))
