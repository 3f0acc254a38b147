"""What a caller gets, and the log shows, when a function doesn't do what it should."""

import re
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.lambda_runtime.functions import Deploy, wait_until

ID = "[-0-9a-f]{36}"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
ANSWER = "def handler(event, context): return 'fine'"


def test_a_time_out_is_enforced_and_the_environment_replaced(deploy: Deploy) -> None:
    source = """
import os, time
calls = 0
def handler(event, context):
    global calls
    calls += 1
    print("before", flush=True)
    if event == "hang":
        time.sleep(60)
    return [os.getpid(), calls]
"""
    function = deploy(source, Timeout=1)
    assert function().payload[1] == 1
    late = function("hang")
    assert late.error == "Unhandled"
    if "errorType" in late.payload:
        assert late.payload["errorType"] == "Sandbox.Timedout"
        assert re.fullmatch(rf"RequestId: {ID} Error: Task timed out after 1.00 seconds", late.payload["errorMessage"])
    else:
        assert re.fullmatch(rf"{TIME} {ID} Task timed out after 1.00 seconds", late.payload["errorMessage"])
    assert 1 <= late.took_s < 3
    assert "before\n" in late.tail
    assert re.search(rf"{TIME} {ID} Task timed out after 1.00 seconds\n", late.tail)
    assert "Duration: 1000.00 ms\tBilled Duration: 1000 ms" in late.tail
    assert "Status: timeout" in late.tail
    assert function().payload[1] == 1


def test_what_a_function_started_dies_with_it(deploy: Deploy) -> None:
    source = """
import os, subprocess, time
def handler(event, context):
    if event == "start":
        subprocess.Popen(["sleep", "300.654321"], start_new_session=True)
        time.sleep(60)
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            found.append(open(f"/proc/{pid}/cmdline").read())
        except OSError:
            pass
    return [line for line in found if "300.654321" in line]
"""
    function = deploy(source, Timeout=1)
    assert "Task timed out after 1.00 seconds" in function("start").payload["errorMessage"]
    assert function("look").payload == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("import sys; sys.exit(3)", "exited with error: exit status 3"),
        ("import os; os._exit(0)", "exited without providing a reason"),
        ("import os; os.kill(os.getpid(), 9)", "exited with error: signal: killed"),
        ("import os; os.abort()", "exited with error: signal: aborted"),
        ("import ctypes; ctypes.string_at(0)", "exited with error: signal: segmentation fault"),
    ],
)
def test_a_crash_is_reported_and_the_environment_replaced(deploy: Deploy, statement: str, words: str) -> None:
    function = deploy(
        f"def handler(event, context):\n    if event:\n        print('last words'); {statement}\n    return 'fine'"
    )
    crash = function(True)
    assert crash.error == "Unhandled"
    assert crash.payload["errorType"] == "Runtime.ExitError"
    assert crash.payload["errorMessage"].endswith(f"Error: Runtime {words}")
    assert "last words\n" in crash.tail
    assert f"Error: Runtime {words}\nRuntime.ExitError\n" in crash.tail
    assert function(False).payload == "fine"


@pytest.mark.parametrize(
    ("source", "settings", "kind", "message"),
    [
        ("import nothing", {}, "Runtime.ImportModuleError", "Unable to import module 'app': No module named 'nothing'"),
        (ANSWER, {"handler": "absent.handler"}, "Runtime.ImportModuleError", "No module named 'absent'"),
        (ANSWER, {"handler": "app.absent"}, "Runtime.HandlerNotFound", "Handler 'absent' missing on module 'app'"),
        (ANSWER, {"handler": "app"}, "Runtime.MalformedHandlerName", "Bad handler 'app'"),
        ("def handler(:", {}, "Runtime.UserCodeSyntaxError", "Syntax error in module 'app'"),
        ("raise ValueError('at import')", {}, "ValueError", "at import"),
        ("def handler(event, context): raise KeyError('k')", {}, "KeyError", "'k'"),
        ("def handler(event, context): return object()", {}, "Runtime.MarshalError", "Unable to marshal response"),
    ],
)
def test_errors_of_the_code_have_aws_s_names(
    deploy: Deploy, source: str, settings: Any, kind: str, message: str
) -> None:
    function = deploy(source, **settings)
    for _ in range(2):
        reply = function()
        assert reply.error == "Unhandled"
        assert reply.payload["errorType"] == kind
        assert message in reply.payload["errorMessage"]
        assert f"[ERROR] {kind}" in reply.tail


def test_a_crash_while_initialising_is_reported(deploy: Deploy) -> None:
    reply = deploy("import os\nprint('starting', flush=True)\nos._exit(7)")()
    assert reply.payload["errorType"] == "Runtime.ExitError"
    assert reply.payload["errorMessage"].endswith("Error: Runtime exited with error: exit status 7")
    assert "starting\n" in reply.tail


def test_an_initialisation_over_ten_seconds_is_begun_again_within_the_invocation(deploy: Deploy) -> None:
    source = """
import os, tempfile, time
mark = os.path.join(tempfile.gettempdir(), "begun")
if not os.path.exists(mark):
    open(mark, "w").close()
    time.sleep(60)
def handler(event, context): return "fine"
"""
    reply = deploy(source, Timeout=5)()
    assert reply.payload == "fine"
    assert 10 <= reply.took_s < 16


def test_a_response_over_the_limit_is_refused_and_the_next_one_served(deploy: Deploy) -> None:
    function = deploy("def handler(event, context): return 'x' * event")
    assert len(function(6_291_556 - 2).payload) == 6_291_554
    reply = function(6_291_556)
    assert reply.error == "Unhandled"
    assert reply.payload == {
        "errorType": "Function.ResponseSizeTooLarge",
        "errorMessage": "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    }
    assert function(10).payload == "x" * 10


def test_an_error_of_the_handler_carries_its_trace(deploy: Deploy) -> None:
    reply = deploy("def handler(event, context):\n    raise ValueError('why')")()
    assert reply.payload["errorType"] == "ValueError"
    assert reply.payload["errorMessage"] == "why"
    assert re.fullmatch(r"[-0-9a-f]{36}", reply.payload["requestId"])
    (entry,) = reply.payload["stackTrace"]
    assert entry.endswith("app.py\", line 2, in handler\n    raise ValueError('why')\n")


@pytest.mark.parametrize("runtime", ["java21", "provided.al2023"])
def test_another_language_fails_by_name(deploy: Deploy, runtime: str) -> None:
    function = deploy.begin("", runtime=runtime)
    settled = wait_until(lambda: c if (c := function.configuration)["State"] != "Pending" else None, "a final state")
    assert settled["State"] == "Failed"
    assert f"runtime {runtime} can't be run here" in settled["StateReason"]


def test_a_payload_that_is_no_json_never_reaches_the_function(deploy: Deploy) -> None:
    function = deploy("def handler(event, context): return event")
    lambda_ = function.clients.lambda_
    for kind in ("RequestResponse", "Event"):
        with pytest.raises(lambda_.exceptions.InvalidRequestContentException):
            lambda_.invoke(FunctionName=function.name, InvocationType=kind, Payload=b"{nope")
    with pytest.raises(lambda_.exceptions.RequestTooLargeException):
        lambda_.invoke(FunctionName=function.name, Payload=b'"' + b"x" * 6 * 1024 * 1024 + b'"')
    assert function("fine").payload == "fine"


def test_a_reserved_variable_is_refused_and_changes_nothing(deploy: Deploy) -> None:
    function = deploy("import os\ndef handler(event, context): return os.environ['AWS_REGION']")
    lambda_ = function.clients.lambda_
    before = function().payload
    with pytest.raises(lambda_.exceptions.InvalidParameterValueException, match=r"reserved keys.*AWS_REGION"):
        lambda_.update_function_configuration(
            FunctionName=function.name, Environment={"Variables": {"AWS_REGION": "mars-1"}}
        )
    assert function().payload == before


def test_a_time_out_beyond_lambdas_is_refused_and_changes_nothing(deploy: Deploy) -> None:
    function = deploy(ANSWER)
    with pytest.raises(ClientError, match=r"ValidationException.*less than or equal to 900"):
        function.clients.lambda_.update_function_configuration(FunctionName=function.name, Timeout=901)
    assert function().payload == "fine"
