"""Which emulator a worker's tests use, and for how long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bootstrap.endpoint import Endpoint
from harness.engines.attached import AttachedEngine
from harness.engines.free_port import free_port
from harness.pytest_support.settings import Settings
from harness.pytest_support.shared_engine import shared_engine

InUse = tuple[Endpoint, Callable[[int], str]]
"""Where it answers, and the last lines of its log."""


@contextmanager
def engine_in_use(settings: Settings) -> Iterator[InUse]:
    """The emulator of the settings for the time of the block; EngineError when it can't be had.

    One that an endpoint names outlives the block; an embedded one is shared by all workers, started at its first use
    and stopped once they are done; a container is this worker's own.
    """
    if settings.endpoint:
        attached = AttachedEngine(settings.endpoint)
        yield attached.start(), attached.log_tail
    elif settings.engine == "container":
        from harness.engines.container import ContainerEngine

        container = ContainerEngine(settings.port or free_port(), start_deadline_s=settings.start_deadline_s)
        try:
            yield container.start(), container.log_tail
        finally:
            container.stop()
    else:
        shared = shared_engine(settings)
        endpoint = shared.acquire()
        try:
            yield endpoint, shared.log_tail
        finally:
            shared.release()
