"""An execution environment outlives its processes: what comes of an invocation, and when a process is replaced."""

import json
from collections.abc import Callable

import pytest

from emulator.lambda_.freezer import Freezer
from emulator.lambda_.output import LogEvent
from emulator.lambda_.process import MOST_TASKS
from emulator.lambda_.sandbox import Invocation, Limits, Stopped
from harness.run.clock import utc_now
from tests.unit.emulator.lambda_.sandboxes import (
    ID,
    FakeProcess,
    World,
    answers,
    asks,
    error_of,
    exits,
)


def test_an_event_is_delivered_with_its_headers_and_the_answer_has_the_log() -> None:
    process = FakeProcess(asks, answers(b'"one"'), answers(b'"two"'))
    world = World(process)
    world.sandbox.start()
    assert world.sandbox.init_error is None
    first = world.sandbox.invoke(Invocation(ID, b"{}", (("Lambda-Runtime-Trace-Id", "t"),)))
    second = world.sandbox.invoke(Invocation("2", b"[]"))
    assert (first.payload, first.is_error, second.payload) == (b'"one"', False, b'"two"')
    (request_id, headers, event), later = process.api.delivered
    assert (request_id, event, headers["Lambda-Runtime-Trace-Id"]) == (ID, b"{}", "t")
    assert int(headers["Lambda-Runtime-Deadline-Ms"]) > 0
    assert later[0] == "2"
    lines = first.log.splitlines()
    assert lines[:2] == [f"START RequestId: {ID} Version: $LATEST", "said"]
    assert lines[2] == f"END RequestId: {ID}"
    assert "Init Duration" in lines[3]
    assert "Max Memory Used: 30 MB" in lines[3]
    assert "Init Duration" not in second.log
    assert world.log == first.log + second.log
    assert "end" not in process.calls


def test_an_error_of_the_functions_own_keeps_its_process() -> None:
    process = FakeProcess(asks, answers(b'{"errorType": "Mine"}', is_error=True))
    world = World(process)
    world.sandbox.start()
    assert world.sandbox.invoke(Invocation(ID, b"{}")).is_error
    assert "end" not in process.calls


def test_a_process_whose_end_was_ordered_gets_no_other_event() -> None:
    """It had answered already; the next event isn't for what may end at any moment."""
    ending, fresh = FakeProcess(asks, answers(b"1")), FakeProcess(asks, answers(b"2"))
    world = World(ending, fresh)
    world.sandbox.start()

    def is_ended_and_answers(process: FakeProcess) -> None:
        world.sandbox.end_process()
        answers(b"1")(process)

    ending.script.insert(0, is_ended_and_answers)
    assert world.sandbox.invoke(Invocation(ID, b"{}")).payload == b"1"
    assert "kill_at_once" in ending.calls
    assert world.sandbox.invoke(Invocation("2", b"{}")).payload == b"2"
    assert "end" in ending.calls


def test_a_failed_initialisation_is_told_by_the_first_invocation_and_begun_again_by_the_next() -> None:
    def fails(process: FakeProcess) -> None:
        process.api.init_error = b'{"errorType": "Runtime.ImportModuleError"}'

    bad, good = FakeProcess(fails), FakeProcess(asks, answers(b"1"))
    world = World(bad, good)
    world.sandbox.start()
    assert world.sandbox.init_error == b'{"errorType": "Runtime.ImportModuleError"}'
    first = world.sandbox.invoke(Invocation(ID, b"{}"))
    assert (error_of(first.payload), first.is_error) == ("Runtime.ImportModuleError", True)
    assert "end" in bad.calls
    assert world.sandbox.invoke(Invocation("2", b"{}")).payload == b"1"


def test_an_initialisation_that_takes_too_long_leaves_no_process() -> None:
    slow, good = FakeProcess(), FakeProcess(asks, answers(b"1"))
    world = World(slow, good)
    world.sandbox.start()
    assert error_of(world.sandbox.init_error or b"") == "Sandbox.Timedout"
    assert "end" in slow.calls
    assert world.sandbox.invoke(Invocation(ID, b"{}")).payload == b"1"


def test_a_process_that_exits_while_it_initialises_is_told_with_its_status() -> None:
    world = World(FakeProcess(exits))
    world.sandbox.start()
    assert json.loads(world.sandbox.init_error or b"") == {
        "errorType": "Runtime.ExitError",
        "errorMessage": "RequestId:  Error: Runtime exited with error: exit status 3",
    }


def test_a_process_that_exits_before_it_answers_is_replaced() -> None:
    bad, good = FakeProcess(asks, exits), FakeProcess(asks, answers(b"1"))
    world = World(bad, good)
    world.sandbox.start()
    answer = world.sandbox.invoke(Invocation(ID, b"{}"))
    assert error_of(answer.payload) == "Runtime.ExitError"
    assert f"RequestId: {ID} Error: Runtime exited with error: exit status 3\nRuntime.ExitError\n" in answer.log
    assert "Status: error\tError Type: Runtime.ExitError" in answer.log
    assert world.sandbox.invoke(Invocation("2", b"{}")).payload == b"1"


def test_a_process_that_died_between_invocations_is_replaced_unseen() -> None:
    bad, good = FakeProcess(asks, answers(b"1")), FakeProcess(asks, answers(b"2"))
    world = World(bad, good)
    world.sandbox.start()
    world.sandbox.invoke(Invocation(ID, b"{}"))
    exits(bad)
    assert world.sandbox.invoke(Invocation("2", b"{}")).payload == b"2"
    assert "end" in bad.calls


@pytest.mark.parametrize(("former", "kind"), [(False, "Sandbox.Timedout"), (True, None)])
def test_a_time_out_ends_the_process_and_is_told(former: bool, kind: str | None) -> None:
    process = FakeProcess(asks)
    world = World(process, limits=Limits(0, 128, 6_000_000, former))
    world.sandbox.start()
    answer = world.sandbox.invoke(Invocation(ID, b"{}"))
    told = json.loads(answer.payload)
    assert (answer.is_error, told.get("errorType")) == (True, kind)
    assert "Task timed out after 0.00 seconds" in told["errorMessage"]
    assert f"{ID} Task timed out after 0.00 seconds" in answer.log
    assert "Status: timeout" in answer.log
    assert "end" in process.calls


SUSPENDED_S = 100.0


def suspended(process: FakeProcess) -> None:
    """Nobody looks for a while."""
    process.clock.now_s += SUSPENDED_S


def test_a_function_that_nobody_looked_at_is_not_late() -> None:
    world = World(FakeProcess(asks, suspended, answers(b"1")))
    world.sandbox.start()
    assert world.sandbox.invoke(Invocation(ID, b"{}")).payload == b"1"


def test_an_initialisation_that_nobody_looked_at_is_not_late() -> None:
    world = World(FakeProcess(suspended, asks, answers(b"1")))
    world.sandbox.start()
    assert world.sandbox.init_error is None
    assert world.sandbox.invoke(Invocation(ID, b"{}")).payload == b"1"


def test_a_process_that_is_replaced_while_nobody_looks_leaves_the_event_its_time() -> None:
    bad, good = FakeProcess(asks, answers(b"1")), FakeProcess(suspended, asks, answers(b"2"))
    world = World(bad, good)
    world.sandbox.start()
    world.sandbox.invoke(Invocation(ID, b"{}"))
    exits(bad)
    assert world.sandbox.invoke(Invocation("2", b"{}")).payload == b"2"
    left_ms = int(good.api.delivered[0][1]["Lambda-Runtime-Deadline-Ms"]) - utc_now().timestamp() * 1000
    assert 2_000 < left_ms <= 3_000


def test_more_memory_than_it_has_ends_a_function() -> None:
    def grows(process: FakeProcess) -> None:
        process.resident_kib = 128 * 1024 + 1

    process = FakeProcess(asks, grows)
    world = World(process)
    world.sandbox.start()
    answer = world.sandbox.invoke(Invocation(ID, b"{}"))
    assert error_of(answer.payload) == "Runtime.OutOfMemory"
    assert "Error Type: Runtime.OutOfMemory" in answer.log
    assert "end" in process.calls


def test_more_processes_than_an_environment_may_have_end_it_and_its_log_says_so() -> None:
    def multiplies(process: FakeProcess) -> None:
        process.tasks = MOST_TASKS + 1

    process = FakeProcess(asks, multiplies)
    world = World(process)
    world.sandbox.start()
    answer = world.sandbox.invoke(Invocation(ID, b"{}"))
    assert answer.is_error
    assert f"more than {MOST_TASKS} processes and threads" in answer.log
    assert "end" in process.calls


def test_a_response_over_the_limit_ends_the_process() -> None:
    def overflows(process: FakeProcess) -> None:
        process.api.too_large = True

    process = FakeProcess(asks, overflows)
    world = World(process)
    world.sandbox.start()
    assert error_of(world.sandbox.invoke(Invocation(ID, b"{}")).payload) == "Function.ResponseSizeTooLarge"
    assert "end" in process.calls


def test_output_that_is_not_kept_is_told() -> None:
    def floods(process: FakeProcess) -> None:
        process.output_left_bytes = 0
        answers(b"1")(process)

    world = World(FakeProcess(asks, floods))
    world.sandbox.start()
    answer = world.sandbox.invoke(Invocation(ID, b"{}"))
    assert answer.output_cut
    assert "isn't kept" in answer.log


def test_what_was_written_before_the_first_event_belongs_to_its_log() -> None:
    def loads(process: FakeProcess) -> None:
        process.events.append(LogEvent(1, "loading\n"))
        asks(process)

    world = World(FakeProcess(loads, answers(b"1")))
    world.sandbox.start()
    assert world.sandbox.invoke(Invocation(ID, b"{}")).log.startswith("loading\nSTART")


def test_a_stop_ends_an_idle_environment_at_once_and_for_good() -> None:
    process = FakeProcess(asks)
    world = World(process)
    world.sandbox.start()
    world.sandbox.stop()
    assert ("end" in process.calls, world.ended) == (True, 1)
    with pytest.raises(Stopped):
        world.sandbox.invoke(Invocation(ID, b"{}"))


def test_a_stop_waits_for_the_invocation_in_progress() -> None:
    def is_stopped(process: FakeProcess) -> None:
        world.sandbox.stop()
        assert world.ended == 0
        answers(b"1")(process)

    world = World(FakeProcess(asks, is_stopped))
    world.sandbox.start()
    assert world.sandbox.invoke(Invocation(ID, b"{}")).payload == b"1"
    assert world.ended == 1


def test_kill_orders_the_end_and_waits_for_nothing() -> None:
    process = FakeProcess(asks)
    world = World(process)
    world.sandbox.kill()
    with pytest.raises(Stopped):
        world.sandbox.start()
    world = World(process)
    world.sandbox.start()
    world.sandbox.kill()
    assert ("kill" in process.calls, world.ended) == (True, 0)


class ByHand(Freezer):
    """A freezer whose moment comes when it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Callable[[], bool]] = []

    def later(self, freeze: Callable[[], bool]) -> None:
        self.waiting.append(freeze)


def test_what_is_idle_is_frozen_and_goes_on_with_its_next_event() -> None:
    freezer = ByHand()

    def is_not_frozen(process: FakeProcess) -> None:
        assert not freezer.waiting[0]()
        assert "freeze" not in process.calls
        answers(b"1")(process)

    process = FakeProcess(asks, is_not_frozen, answers(b"2"))
    world = World(process, freezer=freezer)
    world.sandbox.start()
    world.sandbox.invoke(Invocation(ID, b"{}"))
    while freezer.waiting[-1]():  # until it has been idle for a moment
        pass
    assert process.calls.count("freeze") == 1
    thawed = process.calls.count("thaw")
    world.sandbox.invoke(Invocation("2", b"{}"))
    assert process.calls.count("thaw") == thawed + 1
