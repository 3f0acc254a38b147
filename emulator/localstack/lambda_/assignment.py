"""Which environment an invocation is given: one that is free, one that soon will be, or a new one."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from typing import Any
from weakref import WeakValueDictionary

from emulator.lambda_.growth import MOST_S
from emulator.lambda_.pool import Pool
from emulator.localstack.lambda_.chosen import functions_are_processes
from emulator.localstack.seams import wraps

LOG = logging.getLogger(__name__)
ON_DEMAND = "on-demand"
_POOLS: dict[str, Pool[Any]] = {}
"""By the id of a version's manager."""
_OF_VERSIONS: WeakValueDictionary[str, Pool[Any]] = WeakValueDictionary()
"""By the qualified ARN."""


def begins_within_s(qualified_arn: str) -> float:
    """How long an environment of that version takes to begin, as far as was seen, and the longest wait before it."""
    pool = _OF_VERSIONS.get(qualified_arn)
    return inf if pool is None else MOST_S + pool.begins_within_s


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
    pool = _pool(self, version_manager_id, function_version.qualified_arn)
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


def _pool(service: Any, version_manager_id: str, qualified_arn: str) -> Pool[Any]:
    pool = _POOLS.get(version_manager_id)
    if pool is None:
        environments = service.environments[version_manager_id]
        pool = _POOLS.setdefault(version_manager_id, Pool(lambda: _reserved(environments), lambda: len(environments)))
        _OF_VERSIONS[qualified_arn] = pool
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
