"""Every archive of a function or a layer, however it comes in, is checked at the request and unpacked by our own code.

LocalStack only sees whether it is a zip file, and unpacks with the machine's `unzip` or Python's `extract`, which
follows links. All three requests, and code from S3, are checked when they are kept (`kept_code`).
"""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from localstack import config
from localstack.aws.api.lambda_ import InvalidParameterValueException

from emulator.lambda_ import archive
from emulator.localstack.seams import replaces, wraps

_SERVICE = "services.lambda_.invocation.lambda_service"


@replaces(
    "services.lambda_.invocation.lambda_models:unzip",
    at="lambda",
    why="LocalStack unpacks with the machine's `unzip` or Python's `extract`, which follows links.",
)
def unpacking(_: Any) -> Callable[[str, str], None]:
    """Unpack the archive when a version is prepared, by `emulator.lambda_.archive`."""
    return unpack


def check(content: bytes) -> None:
    """InvalidParameterValueException for what can't be unpacked."""
    try:
        archive.check(BytesIO(content), _most_bytes())
    except (archive.BadArchive, archive.TooLarge) as error:
        raise InvalidParameterValueException(str(error), Type="User") from error


def unpack(path: str, target_dir: str) -> None:
    """Unpack one that was checked when it came."""
    with Path(path).open("rb") as file:
        archive.unpack(file, Path(target_dir), _most_bytes())


def _most_bytes() -> int:
    return int(config.LAMBDA_LIMITS_CODE_SIZE_UNZIPPED)


@wraps(
    f"{_SERVICE}:LambdaService.stop_version",
    at="lambda",
    why="A version that never started has no manager to stop; LocalStack fails there, in mid-deletion.",
)
def stop_version(original: Callable[..., Any], self: Any, qualified_arn: str) -> None:
    """Stop a version, of one that never started what there is."""
    if qualified_arn in self.lambda_running_versions or qualified_arn in self.lambda_starting_versions:
        original(self, qualified_arn)
    elif manager := self.event_managers.pop(qualified_arn, None):
        self.task_executor.submit(manager.stop)


@wraps(
    f"{_SERVICE}:LambdaService.update_version",
    at="lambda",
    why="A version that never started has no manager to replace; LocalStack fails there.",
)
def update_version(original: Callable[..., Any], self: Any, new_version: Any) -> Any:
    """Replace a version, or create it when none runs."""
    if new_version.qualified_arn in self.lambda_running_versions:
        return original(self, new_version)
    return self.create_function_version(new_version)
