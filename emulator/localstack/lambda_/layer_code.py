"""The code of a layer version that was deleted goes when no function uses it any longer.

LocalStack forgets the version and keeps its archive for good: an open file for each. AWS keeps a deleted version for
the functions that have it, and so does this: the last of them takes it along.
"""

from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any

from emulator.localstack.seams import wraps

WHY = "A deleted layer version's archive goes with the last function that uses it; LocalStack keeps it for good."


class DeletedVersions:
    """Layer versions that were deleted while functions may still have them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[Any] = []

    def add(self, version: Any) -> None:
        """Note that the version was deleted."""
        with self._lock:
            self._waiting.append(version)

    def clear(self, used: Callable[[], set[str]]) -> None:
        """Destroy the code of those whose ARN isn't `used`, which is asked only when there are any."""
        with self._lock:
            if not self._waiting:
                return
            in_use = used()
            unused = [each for each in self._waiting if each.layer_version_arn not in in_use]
            self._waiting = [each for each in self._waiting if each.layer_version_arn in in_use]
        for version in unused:
            version.code.destroy()


deleted = DeletedVersions()
"""Those of this process."""
_deleting = Lock()


@wraps("services.lambda_.provider:LambdaProvider.delete_layer_version", at="lambda", why=WHY)
def delete_layer_version(original: Callable[..., Any], self: Any, context: Any, *args: Any, **request: Any) -> Any:
    """Delete it, and its code when nothing uses it."""
    with _deleting:
        before = {version.layer_version_arn: version for version in versions()}
        answer = original(self, context, *args, **request)
        for arn in before.keys() - {version.layer_version_arn for version in versions()}:
            deleted.add(before[arn])
    deleted.clear(_used)
    return answer


@wraps("services.lambda_.provider:LambdaProvider.delete_function", at="lambda", why=WHY)
def delete_function(original: Callable[..., Any], self: Any, context: Any, *args: Any, **request: Any) -> Any:
    """Delete it, with the code of layers that were waiting for its end."""
    answer = original(self, context, *args, **request)
    deleted.clear(_used)
    return answer


def _stores() -> Iterator[Any]:
    from localstack.services.lambda_.invocation.models import lambda_stores

    for regions in list(lambda_stores.values()):
        yield from list(regions.values())


def versions() -> Iterator[Any]:
    """Every layer version that there is."""
    for store in _stores():
        for layer in list(store.layers.values()):
            yield from list(layer.layer_versions.values())


def _used() -> set[str]:
    """The ARNs of layer versions that some version of some function has."""
    functions = [function for store in _stores() for function in list(store.functions.values())]
    versions = [version for function in functions for version in list(function.versions.values())]
    return {layer.layer_version_arn for version in versions for layer in version.config.layers}
