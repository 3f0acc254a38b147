"""A hostile function hangs no invocation of its own and robs no other environment."""

import json
import threading

from tests.integration.lambda_runtime.sandboxes import Open, call

HOSTILE = """
import os, socket, threading
def connect():
    host, port = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
    return socket.create_connection((host, int(port)))
HOST = os.environ["AWS_LAMBDA_RUNTIME_API"].encode()
ASK = b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nHost: %s\\r\\n\\r\\n" % HOST
"""


def test_requests_in_a_pipeline_hang_no_invocation(open_sandbox: Open) -> None:
    source = (
        HOSTILE
        + """
def handler(event, context):
    one = connect(); one.sendall(ASK * 2); one.shutdown(socket.SHUT_WR)
    kept.append(connect()); kept[-1].sendall(ASK * 2)
    return "fine"
kept = []
"""
    )
    sandbox = open_sandbox(source, timeout_s=5)
    for _ in range(3):
        assert json.loads(call(sandbox).payload) == "fine"


def test_endless_output_in_the_background_hangs_no_invocation(open_sandbox: Open) -> None:
    source = """
import subprocess
def handler(event, context):
    subprocess.Popen(["yes"])
    return "fine"
"""
    sandbox = open_sandbox(source, timeout_s=5)
    for _ in range(3):
        assert json.loads(call(sandbox).payload) == "fine"


def test_one_environment_s_runtime_api_answers_no_other(open_sandbox: Open) -> None:
    source = (
        HOSTILE
        + """
def handler(event, context):
    if event is None:
        return os.environ["AWS_LAMBDA_RUNTIME_API"]
    one = socket.create_connection((event.split(":")[0], int(event.split(":")[1])), timeout=10)
    try:
        one.sendall(ASK)
        return one.recv(4096).decode()
    except OSError as error:
        return ""
"""
    )
    robbed, robber = open_sandbox(source), open_sandbox(source)
    address = json.loads(call(robbed).payload)
    results: list[bytes] = []
    asking = threading.Thread(target=lambda: results.append(call(robber, address).payload))
    asking.start()
    while asking.is_alive():
        assert json.loads(call(robbed).payload) == address
        asking.join(0.02)
    assert results == [b'""']
