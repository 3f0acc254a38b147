"""What AWS's Lambda service itself writes into a function's log and answers when a function fails.

Shapes as recorded from AWS in LocalStack's snapshot tests (v4.14.0, `tests/aws/services/lambda_`) and as described in
AWS's guide "Using CloudWatch logs with Lambda".
"""

import json
import math
import signal
from dataclasses import dataclass
from datetime import UTC, datetime

MAX_RESPONSE_BYTES = 6 * 1024 * 1024 + 100
"""AWS's limit for a synchronous response: 6 MB and 100 bytes, 6291556."""


@dataclass(frozen=True)
class Ending:
    """How a function's process ended: a wait status as of `os.wait`, and its peak resident memory."""

    status: int
    peak_kib: int

    @property
    def reason(self) -> str:
        """AWS's words: `exit status 1`, `signal: killed`; empty for a process that simply left."""
        number = self.status & 0x7F
        if number:
            return f"signal: {signal_words(number)}"
        code = self.status >> 8
        return f"exit status {code}" if code else ""


KILLED = Ending(signal.SIGKILL, 0)
"""A process that something outside of it ended."""


def signal_words(number: int) -> str:
    """The name of a signal as Go, in which AWS's supervisor is written, prints it."""
    words: dict[int, str] = {
        signal.SIGHUP: "hangup",
        signal.SIGINT: "interrupt",
        signal.SIGQUIT: "quit",
        signal.SIGILL: "illegal instruction",
        signal.SIGTRAP: "trace/breakpoint trap",
        signal.SIGABRT: "aborted",
        signal.SIGBUS: "bus error",
        signal.SIGFPE: "floating point exception",
        signal.SIGKILL: "killed",
        signal.SIGSEGV: "segmentation fault",
        signal.SIGPIPE: "broken pipe",
        signal.SIGALRM: "alarm clock",
        signal.SIGTERM: "terminated",
    }
    return words.get(number, f"signal {number}")


def start_line(request_id: str, version: str) -> str:
    """The first line of an invocation."""
    return f"START RequestId: {request_id} Version: {version}\n"


def end_line(request_id: str) -> str:
    """The last line but one."""
    return f"END RequestId: {request_id}\n"


def report_line(
    request_id: str, duration_ms: float, memory_mb: int, peak_mb: int, init_ms: float | None, status: str = ""
) -> str:
    """The last line of an invocation; `init_ms` on a cold start, `status` when it wasn't a success."""
    fields = [
        f"REPORT RequestId: {request_id}",
        f"Duration: {duration_ms:.2f} ms",
        f"Billed Duration: {math.ceil(duration_ms)} ms",
        f"Memory Size: {memory_mb} MB",
        f"Max Memory Used: {peak_mb} MB",
    ]
    if init_ms is not None:
        fields.append(f"Init Duration: {init_ms:.2f} ms")
    if status:
        fields.append(status)
    return "\t".join(fields) + "\t\n"


def timeout_line(at_s: float, request_id: str, timeout_s: float) -> str:
    """What the log says of a time-out."""
    return f"{iso_time(at_s)} {request_id} Task timed out after {timeout_s:.2f} seconds\n\n"


def output_cut_line(limit_bytes: int) -> str:
    """The emulator's own word, which AWS has no need of."""
    return f"[emulator] what this invocation wrote beyond {limit_bytes} bytes isn't kept\n"


def crowded_line(most: int) -> str:
    """Why the process was ended: in AWS the system call that would begin one more fails instead."""
    return f"[emulator] this environment was ended: it had more than {most} processes and threads\n"


def iso_time(at_s: float) -> str:
    """`2026-01-31T12:00:00.123Z`."""
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def timeout_error(request_id: str, timeout_s: float) -> bytes:
    """The answer for a function that took too long, as AWS gives it since 2025."""
    message = f"RequestId: {request_id} Error: Task timed out after {timeout_s:.2f} seconds"
    return _error("Sandbox.Timedout", message)


def former_timeout_error(line: str) -> bytes:
    """The same as AWS gave it before, and LocalStack's releases before 4.12 do: what the log says."""
    return json.dumps({"errorMessage": line.strip()}).encode()


def exit_error(request_id: str, ending: Ending) -> bytes:
    """The answer for a function whose process ended before it answered."""
    return _error("Runtime.ExitError", exit_message(request_id, ending))


def exit_message(request_id: str, ending: Ending) -> str:
    """The same as one line of text."""
    reason = f"exited with error: {ending.reason}" if ending.reason else "exited without providing a reason"
    return f"RequestId: {request_id} Error: Runtime {reason}"


def memory_error(request_id: str) -> bytes:
    """The answer for a function that used more memory than it has."""
    return _error("Runtime.OutOfMemory", f"RequestId: {request_id} Error: Runtime exited with error: signal: killed")


def too_large_error(limit_bytes: int) -> bytes:
    """The answer for a response over the limit."""
    body = {
        "errorMessage": f"Response payload size exceeded maximum allowed payload size ({limit_bytes} bytes).",
        "errorType": "Function.ResponseSizeTooLarge",
    }
    return json.dumps(body).encode()


def _error(kind: str, message: str) -> bytes:
    return json.dumps({"errorType": kind, "errorMessage": message}).encode()
