"""What is checked of a function that is created or changed: time-out, variables, code and layers, its Node.js.

LocalStack checks the size of the code alone. It stores a function before it starts the version: a refusal takes that
back.
"""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from emulator.lambda_.layers import TooLarge, check_size
from emulator.localstack.lambda_.chosen import functions_are_processes
from emulator.localstack.lambda_.refusals import check_timeout, reserved_keys
from emulator.localstack.seams import wraps


@wraps(
    "services.lambda_.invocation.lambda_service:LambdaService.create_function_version",
    at="lambda",
    why="A function's time-out, variables, and code and layers together keep AWS's limits, and its Node.js is here.",
)
def create_function_version(original: Callable[..., Any], self: Any, function_version: Any) -> Any:
    """Create a version that AWS would take; one that it refuses is taken back out of the store."""
    from localstack.aws.api import ServiceException
    from localstack.aws.api.lambda_ import InvalidParameterValueException

    try:
        check_timeout(function_version.config.timeout)
        problem = (
            reserved_keys(function_version.config.environment or ())
            or _too_large(function_version)
            or _not_here(function_version.config.runtime)
        )
        if problem:
            raise InvalidParameterValueException(problem, Type="User")
    except ServiceException:
        _take_back(self, function_version)
        raise
    return original(self, function_version)


def _not_here(runtime: str | None) -> str:
    """Why no process of this machine can be a function of that runtime; nothing for one in a container."""
    if not functions_are_processes():
        return ""
    from emulator.localstack.lambda_.preparation import problem_of

    return problem_of(runtime)


def _too_large(version: Any) -> str:
    """What AWS says of code and layers that are too large together; nothing where they aren't."""
    if not version.config.layers:
        return ""
    archives = [version.config.code, *(layer.code for layer in version.config.layers)]
    for archive in archives:
        archive.prepare_for_execution()
    try:
        check_size([Path(archive.get_unzipped_code_location()) for archive in archives])
    except TooLarge as error:
        return str(error)
    return ""


def _take_back(service: Any, version: Any) -> None:
    """Put the running version back, or remove the function when it is a new one."""
    from localstack.aws.api.lambda_ import LastUpdateStatus, State
    from localstack.services.lambda_.invocation.lambda_models import UpdateStatus, VersionState
    from localstack.services.lambda_.invocation.models import lambda_stores

    functions = lambda_stores[version.id.account][version.id.region].functions
    running = service.lambda_running_versions.get(version.qualified_arn)
    if running is None:
        functions.pop(version.id.function_name, None)
        return
    before = running.function_version
    config = dataclasses.replace(
        before.config,
        state=VersionState(state=State.Active),
        last_update=UpdateStatus(status=LastUpdateStatus.Successful),
    )
    functions[version.id.function_name].versions[version.id.qualifier] = dataclasses.replace(before, config=config)
