"""Which addresses are those of containers that functions run in: their requests come from there, and nowhere else.

An executor has its container's address before the runtime in it reports that it is ready.
"""

from collections.abc import Callable
from typing import Any
from weakref import WeakSet

_EXECUTORS: WeakSet[Any] = WeakSet()


def watch() -> None:
    """Note every executor that LocalStack makes."""
    from localstack.services.lambda_.invocation.docker_runtime_executor import DockerRuntimeExecutor
    from localstack.utils.patch import patch

    @patch(DockerRuntimeExecutor.__init__)
    def init(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        note(self)


def note(executor: Any) -> None:
    """Note one; it is forgotten when LocalStack lets go of it."""
    _EXECUTORS.add(executor)


def is_a_function_s(address: str) -> bool:
    """Whether a container that runs a function has this address."""
    return any(executor.ip == address for executor in list(_EXECUTORS))
