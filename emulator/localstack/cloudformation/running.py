"""Operations on stacks run beside the request that started them, one at a time on each stack."""

import logging
from collections.abc import Callable
from threading import Event, Lock
from typing import Any

from localstack.aws.api.cloudformation import StackStatus
from localstack.services.cloudformation.v2.entities import Stack
from localstack.utils.threads import start_worker_thread

from emulator.localstack.cloudformation.events import stack_is

LOG = logging.getLogger(__name__)
_lock = Lock()
_running: dict[str, "Running"] = {}


class Running:
    """One operation: `stopping` asks it to end early, `ended` says that it did."""

    def __init__(self) -> None:
        self.stopping = Event()
        self.ended = Event()


def start(stack: Stack, failed: StackStatus, operation: Callable[[Event], Any]) -> None:
    """Run the operation after the one that may be running on the stack, which is asked to stop.

    An operation that fails by an error of the emulator's leaves the stack in the status `failed`, with the error.
    """
    running = Running()
    with _lock:
        earlier = _running.get(stack.stack_id)
        _running[stack.stack_id] = running

    def run(*_: Any) -> None:
        if earlier is not None:
            earlier.stopping.set()
            earlier.ended.wait()
        try:
            operation(running.stopping)
        except Exception as error:  # A stack must never seem to be in progress for ever.
            LOG.exception("The operation on stack %s failed", stack.stack_name)
            stack_is(stack, failed, f"The emulator failed: {type(error).__name__}: {error}")
        finally:
            running.ended.set()
            with _lock:
                if _running.get(stack.stack_id) is running:
                    del _running[stack.stack_id]

    start_worker_thread(run)
