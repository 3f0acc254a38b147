"""Invocations under faults: refused, crashed before, during or after the work, timed out, slow."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import Any

from emulator.faults.account import AccountFaults, faults_of
from emulator.faults.identity import of_event, receive_counts
from emulator.faults.profile import FaultKey
from emulator.lambda_ import messages
from emulator.localstack.faults import crashes
from emulator.localstack.faults.messages import is_spared, queue_of_arn
from emulator.localstack.lambda_.chosen import functions_are_processes
from emulator.localstack.seams import wraps

KINDS = (
    "lambda-throttled", "lambda-crash-before", "lambda-crash-during", "lambda-crash-after", "lambda-timeout",
    "lambda-slow",
)  # fmt: skip
FEWEST_REQUESTS = 4
"""A process that crashes during its work does so at one of so many first requests."""
SLOW_S = 0.3
ASYNCHRONOUS_TRIES = 3
"""Lambda tries an asynchronous event twice more."""
_failed: Counter[str] = Counter()


@wraps(
    "services.lambda_.invocation.version_manager:LambdaVersionManager.invoke",
    at="lambda",
    why="An invocation may be refused, crash, time out or be slow, if the account asked for faults.",
)
def invoke(original: Callable[..., Any], manager: Any, *, invocation: Any) -> Any:
    """Invoke the function, or don't; what comes of it."""
    version = manager.function_version.id
    faults = faults_of(version.account)
    if faults is None:
        return original(manager, invocation=invocation)
    what = of_event(invocation.payload).what
    fault = faults.decide(KINDS, version.function_name, what, _spared(faults, invocation))
    course = crashes.begin(version.account, version.function_name)
    if fault is None:
        return original(manager, invocation=invocation)
    return _met(fault, faults, course, manager, invocation, lambda: original(manager, invocation=invocation))


def _met(
    fault: FaultKey,
    faults: AccountFaults,
    course: crashes.Course,
    manager: Any,
    invocation: Any,
    run: Callable[[], Any],
) -> Any:
    if fault.kind != "lambda-slow" and invocation.invocation_type == "Event":
        _failed[invocation.request_id] += 1
    if fault.kind == "lambda-crash-during" and functions_are_processes():
        course.ends_at = 1 + int(faults.decisions.part(fault, "request") * FEWEST_REQUESTS)
        course.when_done = faults.decisions.part(fault, "done") < 0.5
        faults.note(fault, f"{'after' if course.when_done else 'before'} its request {course.ends_at}")
        result = run()
        return result if course.ended else _exited(manager, invocation, result)
    faults.note(fault)
    if fault.kind == "lambda-throttled":
        from localstack.aws.api.lambda_ import TooManyRequestsException

        raise TooManyRequestsException(
            "Rate Exceeded.", Reason="ReservedFunctionConcurrentInvocationLimitExceeded", Type="User"
        )
    if fault.kind == "lambda-slow":
        Event().wait(faults.decisions.part(fault, "slow") * SLOW_S)
        return run()
    if fault.kind == "lambda-crash-before":
        return _exited(manager, invocation, None)
    result = run()
    return (
        _timed_out(manager, invocation, result)
        if fault.kind == "lambda-timeout"
        else _exited(manager, invocation, result)
    )


def _exited(manager: Any, invocation: Any, result: Any) -> Any:
    """What Lambda answers for a process that was killed."""
    payload = messages.exit_error(invocation.request_id, messages.KILLED)
    return _error(manager, invocation, result, payload)


def _timed_out(manager: Any, invocation: Any, result: Any) -> Any:
    payload = messages.timeout_error(invocation.request_id, float(manager.function_version.config.timeout))
    return _error(manager, invocation, result, payload)


def _error(manager: Any, invocation: Any, result: Any, payload: bytes) -> Any:
    if result is not None:
        return replace(result, payload=payload, is_error=True)
    from localstack.services.lambda_.invocation.lambda_models import InvocationResult

    qualifier = manager.function_version.id.qualifier
    return InvocationResult(invocation.request_id, payload, is_error=True, logs="", executed_version=qualifier)


def _spared(faults: AccountFaults, invocation: Any) -> bool:
    """Whether a fault would take the last tries of one of its messages, or of the asynchronous event."""
    if invocation.invocation_type == "Event":
        return _failed[invocation.request_id] >= ASYNCHRONOUS_TRIES - faults.profile.tries_spared
    return any(
        (queue := queue_of_arn(arn)) is not None and is_spared(faults, queue, count)
        for arn, count in receive_counts(invocation.payload)
    )
