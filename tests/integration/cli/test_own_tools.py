"""A user's own tools in `harness shell` and after `harness env`: the real AWS CLI and boto3 reach the emulator only."""

import json
import os
import subprocess
import sys

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.home import PROJECT

REAL = {"AWS_PROFILE": "production", "AWS_ENDPOINT_URL_SQS": "https://sqs.us-east-1.amazonaws.com"}
BOTO3 = "import boto3; print(boto3.client('sqs').list_queues()['QueueUrls'][0])"


def harness(endpoint: Endpoint, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "harness", "--endpoint", endpoint.url, *arguments]


def said(command: list[str]) -> str:
    environment = {**os.environ, **REAL}
    answer = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_the_shells_tools_reach_the_emulator(endpoint: Endpoint, clients: Clients) -> None:
    """SQS is what version 1 of the CLI sends to AWS whatever AWS_ENDPOINT_URL says."""
    url = clients.sqs.create_queue(QueueName="seen-by-tools")["QueueUrl"]
    line = f'aws sqs list-queues && aws sts get-caller-identity && "$HARNESS_PYTHON" -c "{BOTO3}"'
    seen = said(harness(endpoint, "shell", "--account", clients.account_id, "-c", line))
    assert seen.count(url) == 2
    assert clients.account_id in seen


def test_the_same_for_a_shell_that_is_open(endpoint: Endpoint, clients: Clients) -> None:
    clients.in_region("eu-west-1").sqs.create_queue(QueueName="seen-by-tools")
    command = " ".join(harness(endpoint, "env", "--account", clients.account_id, "--region", "eu-west-1"))
    seen = json.loads(said(["bash", "-c", f'eval "$({command})" && aws sqs list-queues']))
    assert len(seen["QueueUrls"]) == 1


def test_the_exit_code_is_the_lines(endpoint: Endpoint) -> None:
    answer = subprocess.run(harness(endpoint, "shell", "-c", "exit 7"), cwd=PROJECT, check=False, timeout=60)
    assert answer.returncode == 7


def test_without_an_emulator_there_is_no_address(capsys: pytest.CaptureFixture[str]) -> None:
    from harness.cli import main

    assert main(["--endpoint", "http://127.0.0.1:1", "env"]) == 1
    assert "docs/troubleshooting.md#nothing-answers-at-the-endpoint" in capsys.readouterr().err
