"""A project of somebody else's marks its tests with templates, and with stacks that are deployed already."""

from pathlib import Path

from bootstrap.audit import inventory
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.cli import main
from harness.probes.emulator import Emulator
from tests.integration.plugin.conftest import Project
from tests.integration.templates.project import written

MARKED = """
import pytest
from urllib.request import urlopen

@pytest.mark.emulator_stack(template="hello", parameters={"Greeting": "hi"})
def test_a_template(emulator_stack):
    ids, outputs = emulator_stack.physical_ids, emulator_stack.outputs
    assert outputs["StoreName"] == outputs["store_name"] == ids["Store"]
    assert urlopen(outputs["Url"]).read() == b"hi, world"
    configuration = emulator_stack.clients.lambda_.get_function(FunctionName=ids["Hello"])["Configuration"]
    assert configuration["Handler"] == "app.handler"
    emulator_stack.clients.s3.put_object(Bucket=ids["Store"], Key="left", Body=b"x")

@pytest.mark.emulator_stack(name="hello", account_id=ACCOUNT)
def test_a_deployed_one(emulator_stack):
    assert urlopen(emulator_stack.outputs["Url"]).read() == b"deployed, world"
    assert emulator_stack.clients.s3.head_bucket(Bucket=emulator_stack.physical_ids["Store"])
"""
WRONG = """
import pytest

@pytest.mark.emulator_stack(name="nobody-s")
def test_absent(emulator_stack):
    pass

@pytest.mark.emulator_stack(template="hello", name="x")
def test_both(emulator_stack):
    pass

@pytest.mark.emulator_stack(template="none.yaml")
def test_no_file(emulator_stack):
    pass
"""


def test_marked_with_a_template_or_a_name(
    project: Project, tmp_path: Path, endpoint: Endpoint, clients: Clients
) -> None:
    hello = written(tmp_path / "hello")
    at = ("--endpoint", endpoint.url)
    mine = ("--template", str(hello), "--account", clients.account_id, "--parameter", "Greeting=deployed")
    assert main([*at, "apply", *mine]) == 0
    source = MARKED.replace("ACCOUNT", repr(clients.account_id))
    answer = project(source, "--emulator-endpoint", endpoint.url)
    assert answer.returncode == 0, answer.stdout
    assert "2 passed" in answer.stdout
    assert main([*at, "teardown", *mine]) == 0
    assert inventory(clients, Emulator(clients).regions()).existing == ()


def test_what_can_not_be_meant_is_said(project: Project, tmp_path: Path, endpoint: Endpoint) -> None:
    written(tmp_path / "hello")
    answer = project(WRONG, "--emulator-endpoint", endpoint.url)
    assert "there is no stack 'nobody-s' in us-east-1, account 000000000000; deploy it first" in answer.stdout
    assert "say which with @pytest.mark.emulator_stack(declaration=…), (template=…) or (name=…)" in answer.stdout
    assert "none.yaml: there is no such template" in answer.stdout
