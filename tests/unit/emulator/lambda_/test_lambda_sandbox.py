"""An execution environment outlives its processes: what comes of an invocation, and when a process is replaced."""

import json
from collections.abc import Callable
from typing import cast

import pytest

from emulator.lambda_.freezer import Freezer
from emulator.lambda_.messages import Ending
from emulator.lambda_.output import LogEvent
from emulator.lambda_.process import MOST_TASKS, Progress, RuntimeProcess
from emulator.lambda_.runtime_api import Outcome
from emulator.lambda_.sandbox import Invocation, Limits, Sandbox, Stopped
from harness.run.clock import utc_now

Act = Callable[["FakeProcess"], object]
ID = "8b4b2c2e-0000-4000-8000-000000000001"


class FakeApi:
    """What a sandbox asks of the Runtime API."""

    def __init__(self) -> None:
        self.waiting: object | None = None
        self.init_error: bytes | None = None
        self.outcome: Outcome | None = None
        self.too_large = False
        self.delivered: list[tuple[str, dict[str, str], bytes]] = []

    def deliver(self, request_id: str, headers: list[tuple[str, str]], event: bytes, until_s: float) -> None:
        self.waiting, self.outcome = None, None
        self.delivered.append((request_id, dict(headers), event))


class FakeClock:
    """Seconds, which pass while a process is let run that does nothing, and when a test says so."""

    now_s = 100.0


class FakeProcess:
    """A process that does one thing of its script whenever it is let run, and nothing once that is over."""

    def __init__(self, *script: Act) -> None:
        self.clock = FakeClock()
        self.api = FakeApi()
        self.ending: Ending | None = None
        self.output_left_bytes = 0
        self.peak_kib = 30 * 1024
        self.resident_kib = 1
        self.tasks = 1
        self.crowded = False
        self.events: list[LogEvent] = []
        self.calls: list[str] = []
        self.script = list(script)

    def run(self, done: Callable[[], bool], until_s: float) -> Progress:
        if not done() and self.script:
            self.script.pop(0)(self)
        elif not done():
            self.clock.now_s = max(self.clock.now_s, until_s)
        return "done" if done() else "late" if self.ending is None else "ended"

    def take_events(self) -> list[LogEvent]:
        taken, self.events = self.events, []
        return taken

    def holds_more_than(self, limit_kib: int) -> bool:
        return self.resident_kib > limit_kib

    def end_if_crowded(self) -> bool:
        if self.tasks > MOST_TASKS:
            self.crowded = True
            self.ending = Ending(9, 100)
        return self.crowded

    def poll(self) -> None:
        self.calls.append("poll")

    def finish_line(self) -> None:
        self.calls.append("finish_line")

    def freeze(self) -> None:
        self.calls.append("freeze")

    def thaw(self) -> None:
        self.calls.append("thaw")

    def kill(self) -> None:
        self.calls.append("kill")

    def end(self) -> None:
        self.calls.append("end")


def asks(process: FakeProcess) -> None:
    """The runtime asks for its next event."""
    process.api.waiting = object()


def answers(payload: bytes, is_error: bool = False) -> Act:
    """The function writes a line and answers; its runtime asks for the next event at once."""

    def act(process: FakeProcess) -> None:
        process.events.append(LogEvent(1, "said\n"))
        process.api.outcome = Outcome(payload, is_error)
        asks(process)

    return act


def exits(process: FakeProcess) -> None:
    """The process ends with status 3."""
    process.ending = Ending(3 << 8, 100)


class World:
    """A sandbox over processes that are given, one after the other."""

    def __init__(self, *processes: FakeProcess, limits: Limits | None = None, freezer: Freezer | None = None) -> None:
        self.left = list(processes)
        self.clock = FakeClock()
        self.delivered: list[LogEvent] = []
        self.ended = 0
        self.sandbox = Sandbox(
            "$LATEST",
            limits or Limits(3, 128, 6_000_000),
            self._launch,
            self.delivered.extend,
            self._end,
            freezer,
            lambda: self.clock.now_s,
        )

    def _launch(self) -> RuntimeProcess:
        process = self.left.pop(0)
        process.clock = self.clock
        return cast(RuntimeProcess, process)

    def _end(self) -> None:
        self.ended += 1

    @property
    def log(self) -> str:
        """All that was handed on."""
        return "".join(event.message for event in self.delivered)


def error_of(payload: bytes) -> str:
    """The `errorType` of an answer."""
    return str(json.loads(payload)["errorType"])


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
