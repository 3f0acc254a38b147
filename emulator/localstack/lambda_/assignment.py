"""Which environment an invocation is given: one that is free, one that soon will be, or a new one."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import local
from typing import Any
from weakref import WeakValueDictionary

from emulator.lambda_.pool import Closed, Pool
from emulator.localstack.lambda_.chosen import functions_are_processes
from emulator.localstack.seams import wraps

LOG = logging.getLogger(__name__)
ON_DEMAND = "on-demand"
_POOLS: dict[str, Pool[Any]] = {}
"""By the id of a version's manager."""
_OF_VERSIONS: WeakValueDictionary[str, Pool[Any]] = WeakValueDictionary()
"""By the qualified ARN."""


@dataclass(frozen=True)
class _Kept:
    pool: Pool[Any]
    environment: Any


class _Mine(local):
    """What a thread keeps for the invocation that it is about to make."""

    kept: _Kept | None = None


_MINE = _Mine()


@contextmanager
def kept_for_this_thread(qualified_arn: str) -> Iterator[bool]:
    """Keep a free environment of that version for this thread's invocation within the block; whether there is one."""
    pool = _OF_VERSIONS.get(qualified_arn)
    environment = None if pool is None else pool.free()
    if pool is None or environment is None:
        yield False
        return
    _MINE.kept = _Kept(pool, environment)
    try:
        yield True
    finally:
        kept, _MINE.kept = _MINE.kept, None
        if kept is not None:  # the invocation was refused before it came to it
            _let_go(environment)
            pool.freed()


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
    environment = _taken(pool) or _begun(self, pool, version_manager_id, function_version)
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
    why="Who waits for an environment isn't given one of a version that is gone.",
)
def stop_environments_for_version(original: Callable[..., None], self: Any, version_manager_id: str) -> None:
    """Let nobody wait for them, and stop them all."""
    if (pool := _POOLS.pop(version_manager_id, None)) is not None:
        pool.close()
    original(self, version_manager_id)


def _let_go(environment: Any) -> None:
    from localstack.services.lambda_.invocation.execution_environment import InvalidStatusException

    with suppress(InvalidStatusException):  # its version ended meanwhile
        environment.release()


def _pool(service: Any, version_manager_id: str, qualified_arn: str) -> Pool[Any]:
    pool = _POOLS.get(version_manager_id)
    if pool is None:
        environments = service.environments[version_manager_id]
        pool = _POOLS.setdefault(
            version_manager_id, Pool(lambda: _reserved(environments), lambda: _count(environments))
        )
        _OF_VERSIONS[qualified_arn] = pool
    return pool


def _taken(pool: Pool[Any]) -> Any:
    """The one that this thread keeps, or what the pool gives; None when one is to be begun."""
    kept = _MINE.kept
    if kept is not None and kept.pool is pool:
        _MINE.kept = None
        return kept.environment
    try:
        return pool.take()
    except Closed:
        raise _gone() from None


def _begun(service: Any, pool: Pool[Any], version_manager_id: str, function_version: Any) -> Any:
    environment = None
    try:
        with pool.beginning():
            environment = service.start_environment(version_manager_id, function_version)
            environment.reserve()
            service.environments[version_manager_id][environment.id] = environment
    except Closed:
        service.stop_environment(environment)
        raise _gone() from None
    return environment


def _gone() -> Exception:
    """What LocalStack says to an invocation that comes while a version ends: a caller asks again."""
    from localstack.aws.api.lambda_ import ServiceException

    return ServiceException("The function was changed or deleted while the invocation waited. Please try again.")


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


def _count(environments: dict[str, Any]) -> int:
    """How many work, or are about to: of those that an invocation may be given."""
    from localstack.services.lambda_.invocation.execution_environment import RuntimeStatus

    at_work = (RuntimeStatus.STARTING, RuntimeStatus.READY, RuntimeStatus.INVOKING)
    return sum(each.initialization_type == ON_DEMAND and each.status in at_work for each in list(environments.values()))
