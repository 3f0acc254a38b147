"""One loop over a process's pipes and its Runtime API, with a thread in the place of the process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import pytest

from emulator.lambda_ import sandbox
from emulator.lambda_.guest.rapid import wire
from emulator.lambda_.process import RuntimeProcess
from emulator.lambda_.zygote import ZygoteError
from tests.unit.emulator.lambda_.fakes import PREFIX, FakeFunction, FakeZygote, Main, serve

LONG_S = 30.0


def launch(address: str) -> wire.Launch:
    return wire.Launch({"AWS_LAMBDA_RUNTIME_API": address}, "/task", None, "/scratch")


@contextmanager
def running(main: Main) -> Iterator[RuntimeProcess]:
    zygote = FakeZygote(main)
    process = RuntimeProcess(zygote.as_zygote, launch, 1_000_000)
    try:
        yield process
    finally:
        process.end()
        zygote.functions[0].thread.join(LONG_S)
        assert not zygote.functions[0].thread.is_alive()


def until() -> float:
    return monotonic() + LONG_S


def test_an_event_goes_in_and_an_answer_and_output_come_out() -> None:
    with running(serve) as process:
        assert process.run(lambda: process.api.waiting is not None, until()) == "done"
        process.api.deliver("id-1", [], b'{"a": 1}', until())
        assert process.run(lambda: process.api.outcome is not None, until()) == "done"
        assert process.api.outcome is not None
        assert process.api.outcome.payload == b'{"a": 1}'
        assert [event.message for event in process.take_events()] == ['got {"a": 1}\n']
        assert process.take_events() == []


def test_what_ends_by_itself_is_reported_with_its_last_output() -> None:
    def main(function: FakeFunction) -> None:
        function.say("no newline")

    with running(main) as process:
        assert process.run(lambda: False, until()) == "ended"
        process.finish_line()
        assert [event.message for event in process.take_events()] == ["no newline"]
        assert process.ending is not None
        assert process.peak_kib == 2048


def test_what_came_while_nobody_looked_is_in_time() -> None:
    with running(serve) as process:
        process.run(lambda: process.api.waiting is not None, until())
        process.api.deliver("id-1", [], b"1", until())
        process.run(lambda: process.api.outcome is not None, until())
        assert process.run(lambda: process.api.outcome is not None, monotonic() - 1) == "done"


def test_what_does_nothing_is_late_and_ends_when_it_is_told() -> None:
    with running(FakeFunction.wait_for_the_order) as process:
        assert process.run(lambda: False, monotonic() - 1) == "late"
        process.kill()
        process.kill()
        assert process.run(lambda: False, until()) == "ended"


def test_more_output_than_is_kept_is_read_and_dropped() -> None:
    def main(function: FakeFunction) -> None:
        function.say("first\n")
        function.wait_for_the_order()

    with running(main) as process:
        process.output_left_bytes = 1
        seen: list[str] = []

        def has_come() -> bool:
            seen.extend(event.message for event in process.take_events())
            return bool(seen)

        process.run(has_come, until())
        assert seen == ["first\n"]
        assert process.output_left_bytes <= 0


def test_a_process_that_cannot_be_had_leaves_no_pipe_behind() -> None:
    zygote = FakeZygote(failures=1)
    with pytest.raises(ZygoteError):
        RuntimeProcess(zygote.as_zygote, launch, 1_000_000)
    assert zygote.functions == []


def test_an_event_goes_to_the_connection_that_still_asks() -> None:
    """A client with a time-out gives its connection up while the environment is idle, and asks again on another one."""
    asked_again = threading.Event()

    def main(function: FakeFunction) -> None:
        request_id, event = function.ask("GET", "/invocation/next")
        function.ask("POST", f"/invocation/{request_id}/response", event)
        given_up = function._connection
        assert given_up is not None
        given_up.request("GET", f"{PREFIX}/invocation/next")
        given_up.close()
        function._connection = None
        threading.Timer(0.05, asked_again.set).start()
        serve(function)

    zygote = FakeZygote(main)
    idle = sandbox.Sandbox(
        "$LATEST",
        sandbox.Limits(3, 128, 1_000_000),
        lambda: RuntimeProcess(zygote.as_zygote, launch, 1_000_000),
        lambda _: None,
    )
    idle.start()
    try:
        assert idle.invoke(sandbox.Invocation("1", b"1")).payload == b"1"
        assert asked_again.wait(LONG_S)
        idle._idle_since_s -= sandbox.LOOK_S
        again = idle.invoke(sandbox.Invocation("2", b"2"))
        assert (again.payload, again.is_error) == (b"2", False)
    finally:
        idle.stop()
