"""Log lines and error answers, letter by letter as AWS writes them."""

import json
import signal

import pytest

from emulator.lambda_ import messages
from emulator.lambda_.messages import Ending

ID = "8f5f1d9f-7b8d-4f0e-9a1d-2f7f0a3a9f01"


def test_start_and_end_lines() -> None:
    assert messages.start_line(ID, "$LATEST") == f"START RequestId: {ID} Version: $LATEST\n"
    assert messages.end_line(ID) == f"END RequestId: {ID}\n"


def test_report_of_a_cold_start() -> None:
    assert messages.report_line(ID, 1.224, 128, 31, 110.1) == (
        f"REPORT RequestId: {ID}\tDuration: 1.22 ms\tBilled Duration: 2 ms\t"
        "Memory Size: 128 MB\tMax Memory Used: 31 MB\tInit Duration: 110.10 ms\t\n"
    )


def test_report_of_a_warm_time_out() -> None:
    assert messages.report_line(ID, 3000.0, 256, 40, None, "Status: timeout") == (
        f"REPORT RequestId: {ID}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\t"
        "Memory Size: 256 MB\tMax Memory Used: 40 MB\tStatus: timeout\t\n"
    )


def test_time_out_in_log_and_answer() -> None:
    line = messages.timeout_line(1700000000.1234, ID, 3.0)
    assert line == f"2023-11-14T22:13:20.123Z {ID} Task timed out after 3.00 seconds\n\n"
    assert json.loads(messages.timeout_error(ID, 1.0)) == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": f"RequestId: {ID} Error: Task timed out after 1.00 seconds",
    }


def test_the_former_answer_for_a_time_out_is_the_log_s_line() -> None:
    line = messages.timeout_line(1700000000.1234, ID, 3.0)
    assert json.loads(messages.former_timeout_error(line)) == {
        "errorMessage": f"2023-11-14T22:13:20.123Z {ID} Task timed out after 3.00 seconds"
    }


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (1 << 8, "exited with error: exit status 1"),
        (127 << 8, "exited with error: exit status 127"),
        (0, "exited without providing a reason"),
        (signal.SIGKILL, "exited with error: signal: killed"),
        (signal.SIGSEGV | 0x80, "exited with error: signal: segmentation fault"),
        (signal.SIGUSR1, f"exited with error: signal: signal {signal.SIGUSR1.value}"),
    ],
)
def test_exit_error(status: int, words: str) -> None:
    assert json.loads(messages.exit_error(ID, Ending(status, 0))) == {
        "errorType": "Runtime.ExitError",
        "errorMessage": f"RequestId: {ID} Error: Runtime {words}",
    }


def test_too_large_error() -> None:
    assert json.loads(messages.too_large_error(messages.MAX_RESPONSE_BYTES)) == {
        "errorType": "Function.ResponseSizeTooLarge",
        "errorMessage": "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    }
