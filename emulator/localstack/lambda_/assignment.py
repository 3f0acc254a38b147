"""Which environment an invocation is given: one that is free, one that soon will be, or a new one."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from emulator.lambda_.pool import Pool
from emulator.localstack.lambda_.chosen import functions_are_processes
from emulator.localstack.seams import wraps

LOG = logging.getLogger(__name__)
ON_DEMAND = "on-demand"
_POOLS: dict[str, Pool[Any]] = {}


@wraps(
    "services.lambda_.invocation.assignment:AssignmentService.get_environment",
    at="lambda",
    only=functions_are_processes,
    why="Many that begin at once take each other's time: an invocation waits a moment for one that is there.",
)
@contextmanager
def get_environment(
    original: Callable[..., Any], self: Any, version_manager_id: str, function_version: Any, provisioning_type: str
) -> Iterator[Any]:
    """An environment for the time of the block; one whose invocation raises an exception is stopped."""
    from localstack.services.lambda_.invocation.execution_environment import InvalidStatusException

    if provisioning_type != ON_DEMAND:
        with original(self, version_manager_id, function_version, provisioning_type) as environment:
            yield environment
        return
    pool = _pool(self, version_manager_id)
    environment = pool.take()
    if environment is None:
        with pool.beginning():
            environment = self.start_environment(version_manager_id, function_version)
            environment.reserve()
            self.environments[version_manager_id][environment.id] = environment
    try:
        yield environment
        environment.release()
    except InvalidStatusException as problem:
        LOG.error("an environment's status after an invocation: %s", problem)
    except Exception as problem:
        LOG.error("an invocation failed, and its environment ends: %s: %s", type(problem).__name__, problem)
        self.stop_environment(environment)
        raise
    finally:
        pool.freed()


@wraps(
    "services.lambda_.invocation.assignment:AssignmentService.stop_environments_for_version",
    at="lambda",
    only=functions_are_processes,
    why="Who waits for an environment is forgotten with the version.",
)
def stop_environments_for_version(original: Callable[..., None], self: Any, version_manager_id: str) -> None:
    """Stop them all."""
    original(self, version_manager_id)
    _POOLS.pop(version_manager_id, None)


def _pool(service: Any, version_manager_id: str) -> Pool[Any]:
    pool = _POOLS.get(version_manager_id)
    if pool is None:
        environments = service.environments[version_manager_id]
        pool = _POOLS.setdefault(version_manager_id, Pool(lambda: _reserved(environments), lambda: len(environments)))
    return pool


def _reserved(environments: dict[str, Any]) -> Any:
    """The first that is free, reserved; None when none is."""
    from localstack.services.lambda_.invocation.execution_environment import InvalidStatusException, RuntimeStatus

    for environment in list(environments.values()):
        if environment.initialization_type == ON_DEMAND and environment.status == RuntimeStatus.READY:
            try:
                environment.reserve()
            except InvalidStatusException:  # its time was up just now
                continue
            return environment
    return None
