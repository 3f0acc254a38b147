"""What ends in CloudWatch Logs, and when."""

import json
import re
from typing import Any

from tests.integration.lambda_runtime.functions import Deploy, wait_until


def test_an_invocation_s_log_is_complete_and_in_order(deploy: Deploy) -> None:
    source = """
import logging, sys
print("initialised")
def handler(event, context):
    print("one\\ntwo")
    print("to stderr", file=sys.stderr)
    logging.getLogger().warning("three\\nlines\\nlong")
    sys.stdout.write("no newline at the end")
"""
    function = deploy(source)
    function()
    messages = [message for _, message in function.log_with("REPORT")]
    identifier = re.fullmatch(r"START RequestId: ([-0-9a-f]{36}) Version: \$LATEST\n", messages[1])
    assert identifier is not None
    assert messages[0] == "initialised\n"
    assert messages[2:5] == ["one\n", "two\n", "to stderr\n"]
    assert re.fullmatch(rf"\[WARNING\]\t[-0-9T:.]+Z\t{identifier[1]}\tthree\nlines\nlong\n", messages[5])
    assert messages[6] == "no newline at the end"
    assert messages[7] == f"END RequestId: {identifier[1]}\n"
    assert re.fullmatch(
        rf"REPORT RequestId: {identifier[1]}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\t"
        r"Memory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t\n",
        messages[8],
    )
    assert len(messages) == 9


def test_prints_and_log_records_keep_their_order(deploy: Deploy) -> None:
    source = """
import logging
def handler(event, context):
    for number in range(50):
        print("printed", number)
        logging.getLogger().warning("logged %s", number)
"""
    function = deploy(source)
    function()
    numbered = [
        message for _, message in function.log_with("REPORT") if "ed " in message and "RequestId" not in message
    ]
    assert [message.strip().rsplit("\t")[-1] for message in numbered] == [
        f"{word} {number}" for number in range(50) for word in ("printed", "logged")
    ]


def test_events_carry_the_time_they_were_written(deploy: Deploy) -> None:
    source = "import time\ndef handler(event, context):\n    print('first'); time.sleep(0.3); print('second')"
    function = deploy(source)
    function()
    times = {message.strip(): at for at, message in function.log_with("REPORT")}
    assert 290 <= times["second"] - times["first"] < 1500


def test_events_arrive_while_the_function_still_runs(deploy: Deploy) -> None:
    source = """
import boto3, os, time
logs = boto3.client("logs")
group, stream = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"], os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
def handler(event, context):
    print("seen from inside")
    while context.get_remaining_time_in_millis() > 1000:
        try:
            events = logs.get_log_events(logGroupName=group, logStreamName=stream)["events"]
        except logs.exceptions.ResourceNotFoundException:
            events = []
        if any("seen from inside" in event["message"] for event in events):
            return True
        time.sleep(0.05)
    return False
"""
    assert deploy(source, Timeout=10)().payload is True


def test_nothing_of_a_long_output_is_lost(deploy: Deploy) -> None:
    source = "def handler(event, context):\n    for number in range(5000): print(number, 'x' * 100)"
    function = deploy(source, Timeout=20)
    tail = function().tail
    assert len(tail.encode()) <= 4096
    assert tail.rstrip().rsplit("\n", 1)[-1].startswith("REPORT")

    def written() -> list[int] | None:
        pages = function.clients.logs.get_paginator("filter_log_events").paginate(
            logGroupName=f"/aws/lambda/{function.name}"
        )
        lines = [event["message"] for page in pages for event in page["events"]]
        found = [int(line.split()[0]) for line in lines if line[0].isdigit()]
        return found if len(found) >= 5000 else None

    function.log_with("START")
    assert wait_until(written, "5000 lines") == list(range(5000))


def test_a_line_of_900_000_characters_is_one_event(deploy: Deploy) -> None:
    function = deploy("def handler(event, context): print('y' * 900_000)")
    function()
    assert ("y" * 900_000 + "\n") in [message for _, message in function.log_with("REPORT")]


def test_the_stream_has_aws_s_name_and_stays_with_the_environment(deploy: Deploy) -> None:
    function = deploy("import os\ndef handler(event, context): return os.environ['AWS_LAMBDA_LOG_STREAM_NAME']")
    names = {function().payload for _ in range(3)}
    assert len(names) == 1
    name = names.pop()
    assert re.fullmatch(r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}", name)
    function.log_with("REPORT")
    streams = function.clients.logs.describe_log_streams(logGroupName=f"/aws/lambda/{function.name}")["logStreams"]
    assert [stream["logStreamName"] for stream in streams] == [name]


def test_the_logging_configuration_counts(deploy: Deploy) -> None:
    source = """
import logging
def handler(event, context):
    logging.getLogger().info("kept", extra={"size": 18})
    logging.getLogger().debug("dropped")
"""
    group = "/custom/group"
    function = deploy(source, LoggingConfig={"LogFormat": "JSON", "LogGroup": group, "ApplicationLogLevel": "INFO"})
    function()

    def records() -> list[dict[str, Any]] | None:
        logs = function.clients.logs
        if not logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]:
            return None
        messages = [event["message"] for event in logs.filter_log_events(logGroupName=group)["events"]]
        return [json.loads(message) for message in messages if message.startswith("{")]

    (record,) = wait_until(records, "the JSON record")
    assert (record["level"], record["message"], record["size"]) == ("INFO", "kept", 18)
    assert function.log() == []


def test_a_group_made_with_the_stack_is_used(deploy: Deploy) -> None:
    function = deploy("def handler(event, context): print('here')")
    function.clients.logs.create_log_group(logGroupName=f"/aws/lambda/{function.name}", tags={"Owner": "me"})
    function()
    assert any("here" in message for _, message in function.log_with("REPORT"))
