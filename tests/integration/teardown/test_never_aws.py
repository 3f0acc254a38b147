"""Teardown goes to the emulator that it is pointed at, whatever else a shell, a file or a proxy points at.

A trap stands where those settings lead: a server on this machine that writes down who calls.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bootstrap.audit import inventory
from bootstrap.clients import Clients
from harness.cli import main
from harness.home import PROJECT
from tests.integration.teardown.between import Refusal, between
from tests.integration.teardown.standing import harness

SERVICES = (
    "S3", "SNS", "SQS", "LAMBDA", "DYNAMODB", "CLOUDWATCH_LOGS", "CLOUDWATCH", "IAM", "STS", "API_GATEWAY",
    "APIGATEWAYV2",
)  # fmt: skip
REFUSED = {
    "AWS": "https://sqs.us-east-1.amazonaws.com",
    "another machine": "http://8.8.8.8:4566",
    "a user in front": "http://127.0.0.1:4566@8.8.8.8",
    "every interface": "http://0.0.0.0:4566",
    "IPv6 of another machine": "http://[2600:1f18::1]:4566",
    "the metadata service": "http://169.254.169.254",
    "a private network": "http://10.0.0.9:4566",
    "no scheme": "localhost:4566",
}


@dataclass
class Trap:
    """A place where no request may arrive."""

    url: str
    came: list[str] = field(default_factory=list)


@pytest.fixture
def trap() -> Iterator[Trap]:
    class Handler(BaseHTTPRequestHandler):
        """Writes down, and says no."""

        def handle_one_request(self) -> None:
            made.came.append(self.rfile.readline().decode(errors="replace"))
            self.close_connection = True

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Trap(f"http://127.0.0.1:{server.server_port}")
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield made
        server.shutdown()


KEYS = "aws_access_key_id = AKIAREALREALREALREAL\naws_secret_access_key = real\n"
SECTIONS = "".join(f"{name.lower()} =\n  endpoint_url = {{url}}\n" for name in SERVICES)
FILES = {
    "config": f"[default]\nendpoint_url = {{url}}\nregion = eu-west-1\n{KEYS}"
    f"[profile production]\nendpoint_url = {{url}}\n{KEYS}",
    "services": f"[default]\nservices = there\n{KEYS}[services there]\n{SECTIONS}",
}
PROXIES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
WAYS = {
    "one endpoint": {"AWS_ENDPOINT_URL": "{url}"},
    "an endpoint for each service": {f"AWS_ENDPOINT_URL_{name}": "{url}" for name in SERVICES},
    "a configuration file": {"AWS_CONFIG_FILE": "{folder}/config"},
    "a section of services": {"AWS_CONFIG_FILE": "{folder}/services"},
    "a profile": {"AWS_CONFIG_FILE": "{folder}/config", "AWS_PROFILE": "production"},
    "a profile that isn't there": {"AWS_CONFIG_FILE": "{folder}/config", "AWS_PROFILE": "nobody"},
    "the default profile": {"AWS_CONFIG_FILE": "{folder}/config", "AWS_DEFAULT_PROFILE": "production"},
    "credentials in a file": {"AWS_SHARED_CREDENTIALS_FILE": "{folder}/config"},
    "proxies": dict.fromkeys(PROXIES, "{url}"),
    "a region": {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1"},
    "kinds of endpoints": {"AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "true"},
    "a container's credentials": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/credentials"},
    "the metadata service": {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "{url}"},
    "LocalStack's own variables": {
        "LOCALSTACK_HOST": "{host}", "LOCALSTACK_HOSTNAME": "127.0.0.1", "LOCALSTACK_ENDPOINT": "{url}",
        "EDGE_PORT": "{port}", "GATEWAY_LISTEN": "{host}", "USE_SSL": "1",
    },
    "the makefile's variables": {"ENDPOINT": "{url}", "ENGINE": "container", "PORT": "{port}"},
    "hosts that are allowed": {"HARNESS_ALLOW_HOSTS": "sqs.us-east-1.amazonaws.com,8.8.8.8,{host}"},
}  # fmt: skip
"""Every way in which an environment can lead a client of AWS elsewhere."""


@pytest.fixture
def lead(trap: Trap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], None]:
    """Sets variables that lead to the trap, in a home whose own files lead there too."""
    host = trap.url.removeprefix("http://")
    (tmp_path / ".aws").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).write_text(text.format(url=trap.url))
    (tmp_path / ".aws" / "config").write_text((tmp_path / "config").read_text())
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)

    def set_all(variables: dict[str, str]) -> None:
        for name, text in variables.items():
            value = text.format(url=trap.url, host=host, port=host.rpartition(":")[2], folder=tmp_path)
            monkeypatch.setenv(name, value)

    return set_all


def something_of_ours(clients: Clients) -> None:
    clients.sqs.create_queue(QueueName="assignment4-tracking-queue")
    clients.s3.create_bucket(Bucket="assignment4-plot-bucket")
    clients.s3.put_object(Bucket="assignment4-plot-bucket", Key="plot.png", Body=b"1")


def teardown_of(clients: Clients) -> tuple[str, ...]:
    return ("teardown", "s3-cleanup", "--account", clients.account_id)


@pytest.mark.parametrize("way", WAYS)
def test_it_goes_where_it_is_pointed(
    way: str, lead: Callable[[dict[str, str]], None], trap: Trap, clients: Clients
) -> None:
    something_of_ours(clients)
    lead(WAYS[way])
    assert harness(clients, *teardown_of(clients)) == 0
    assert len(inventory(clients)) == 0
    assert trap.came == []


@pytest.mark.parametrize("command", ["teardown", "audit", "emergency"])
def test_so_does_a_process_of_its_own_with_all_of_that_at_once(
    command: str, lead: Callable[[dict[str, str]], None], trap: Trap, clients: Clients, tmp_path: Path
) -> None:
    something_of_ours(clients)
    for way in WAYS.values():
        lead(way)
    account = ("--account", clients.account_id)
    done = subprocess.run(
        [sys.executable, "-m", "harness", "--endpoint", clients.endpoint.url, command, *account],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(PROJECT)}, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "assignment4-tracking-queue" in done.stdout or command != "audit"
    assert len(inventory(clients)) == (2 if command == "audit" else 0)
    assert trap.came == []
    assert harness(clients, *teardown_of(clients)) == 0


@pytest.mark.parametrize("command", ["teardown", "audit", "emergency", "apply", "up"])
@pytest.mark.parametrize("where", REFUSED)
def test_elsewhere_it_does_not_go_at_all(
    where: str, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even a connection is opened."""

    def refuse(*_: object) -> None:
        raise AssertionError("it asked for a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for engine in ("auto", "attached"):
        assert main(["--engine", engine, "--endpoint", REFUSED[where], command]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith("harness: endpoint ")
        assert len(said.err.splitlines()) == 1


def test_a_name_that_looks_local_and_leads_to_aws_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("52.95.116.1", 4566))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    assert main(["--endpoint", "http://localhost.localstack.cloud:4566", "teardown"]) == 2
    assert "resolves to 52.95.116.1, which is not this machine" in capsys.readouterr().err


def test_what_answers_without_being_our_emulator_is_asked_for_nothing_more(
    clients: Clients, capsys: pytest.CaptureFixture[str]
) -> None:
    """Such as a tunnel to AWS that ends on this machine."""
    with between(clients) as seen:
        seen.rule = lambda asked: Refusal("AccessDenied", "no", 403) if "/_" in asked.operation else None
        for command in ("teardown", "audit", "emergency"):
            assert harness(seen.clients, command) == 1
            assert "nothing that looks like LocalStack answers" in capsys.readouterr().err
    assert {each.operation for each in seen.asked} == {"GET /_localstack/health"}
