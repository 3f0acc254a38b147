"""What a user's own tools are given, and what is kept from them."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bootstrap.endpoint import Endpoint
from harness.commands.tools import FOLDER, Surroundings, started

ENDPOINT = Endpoint("http://127.0.0.1:4599")
HOST = {
    "PATH": os.environ["PATH"],
    "AWS_PROFILE": "production",
    "AWS_ENDPOINT_URL_SQS": "https://sqs.us-east-1.amazonaws.com",
    "AWS_SESSION_TOKEN": "real",
    "AWS_ACCESS_KEY_ID": "AKIAREAL",
    "NO_PROXY": "intranet.test",
}


def surroundings() -> Surroundings:
    return Surroundings.of(ENDPOINT, "111111111111", "eu-west-1", HOST)


def test_nothing_of_the_host_account_is_left() -> None:
    made = surroundings().environment(HOST)
    assert "production" not in made.values()
    assert "AKIAREAL" not in made.values()
    assert {"AWS_PROFILE", "AWS_ENDPOINT_URL_SQS", "AWS_SESSION_TOKEN"}.isdisjoint(made)
    assert made["AWS_ACCESS_KEY_ID"] == "111111111111"
    assert made["AWS_ENDPOINT_URL"] == ENDPOINT.url
    assert made["NO_PROXY"] == "127.0.0.1,localhost,intranet.test"
    assert made["PATH"].split(":")[0] == str(FOLDER)


@pytest.mark.parametrize("shell", ["sh", "bash", "zsh", "fish"])
def test_a_shell_that_evaluates_the_lines_has_it_so(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    script = surroundings().script(fish=shell == "fish") + "\nenv\n"
    answer = subprocess.run([shell, "-c", script], env=HOST, capture_output=True, text=True, check=True).stdout
    seen = dict(line.split("=", 1) for line in answer.splitlines() if "=" in line)
    assert surroundings().variables.items() <= seen.items()
    assert not {"AWS_PROFILE", "AWS_ENDPOINT_URL_SQS", "AWS_SESSION_TOKEN"} & seen.keys()


def test_files_of_the_users_shell_undo_none_of_it(tmp_path: Path) -> None:
    (tmp_path / ".bashrc").write_text(
        "export AWS_PROFILE=production AWS_ENDPOINT_URL=https://s3.amazonaws.com PATH=/usr/bin:/bin\n"
    )
    command, more = started(shutil.which("bash") or "bash", surroundings(), tmp_path)
    host = {**HOST, **more, "HOME": str(tmp_path)}
    answer = subprocess.run(
        [*command, "-c", "echo $AWS_PROFILE $AWS_ENDPOINT_URL; command -v aws"],
        env=host, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert answer.stdout.splitlines() == [ENDPOINT.url, str(FOLDER / "aws")]


def test_our_aws_goes_nowhere_else() -> None:
    environment = surroundings().environment(HOST)
    command = ["aws", "--endpoint-url", "https://sqs.us-east-1.amazonaws.com", "sqs", "list-queues"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert f"here it talks to {ENDPOINT.url} only" in answer.stderr
    del environment["AWS_ENDPOINT_URL"]
    answer = subprocess.run(["aws", "sqs", "list-queues"], env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert "no emulator is named here" in answer.stderr
