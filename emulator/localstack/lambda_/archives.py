"""Every archive of a function or a layer, however it comes in, is checked at the request and unpacked by our own code.

LocalStack only sees whether it is a zip file, and unpacks with the machine's `unzip` or Python's `extract`, which
follows links. All three requests, and code from S3, go through the two functions that are replaced here.
"""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from localstack import config
from localstack.aws.api.lambda_ import InvalidParameterValueException
from localstack.services.lambda_.invocation import lambda_models, lambda_service
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion
from localstack.services.lambda_.invocation.lambda_service import LambdaService
from localstack.utils.patch import patch

from emulator.lambda_ import archive


def attach() -> None:
    """Check at the request, unpack when a version is prepared."""
    lambda_service.is_zip_file = checked
    lambda_models.unzip = unpack
    _go_on_after_a_failure()


def checked(content: bytes) -> bool:
    """True for what can be unpacked; InvalidParameterValueException for what can't."""
    try:
        archive.check(BytesIO(content), _most_bytes())
    except (archive.BadArchive, archive.TooLarge) as error:
        raise InvalidParameterValueException(str(error), Type="User") from error
    return True


def unpack(path: str, target_dir: str) -> None:
    """Unpack one that was checked when it came."""
    with Path(path).open("rb") as file:
        archive.unpack(file, Path(target_dir), _most_bytes())


def _most_bytes() -> int:
    return int(config.LAMBDA_LIMITS_CODE_SIZE_UNZIPPED)


def _go_on_after_a_failure() -> None:
    """A version that never started has no manager to stop or replace; LocalStack fails there, in mid-deletion."""

    @patch(LambdaService.stop_version)
    def stop_version(original: Callable[..., Any], self: LambdaService, qualified_arn: str) -> None:
        if qualified_arn in self.lambda_running_versions or qualified_arn in self.lambda_starting_versions:
            original(self, qualified_arn)
        elif manager := self.event_managers.pop(qualified_arn, None):
            self.task_executor.submit(manager.stop)

    @patch(LambdaService.update_version)
    def update_version(original: Callable[..., Any], self: LambdaService, new_version: FunctionVersion) -> Any:
        if new_version.qualified_arn in self.lambda_running_versions:
            return original(self, new_version)
        return self.create_function_version(new_version)
