"""`harness apply`: a stack is made, answers where it says, and can be taken down again."""

import re

import pytest

from bootstrap.audit import inventory
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.cli import main
from harness.probes.http import http_get


def test_an_applied_stack_answers_where_it_says(
    endpoint: Endpoint, clients: Clients, capsys: pytest.CaptureFixture[str]
) -> None:
    attached = ["--endpoint", endpoint.url]
    applied = [*attached, "apply", "media-pipeline", "--account", clients.account_id]
    assert main(applied) == 0
    said = capsys.readouterr().out
    assert "up media-pipeline in ap-south-1" in said
    found = dict(re.findall(r"^  (api_url|page)\s+(\S+)$", said, re.MULTILINE))
    assert found["page"].startswith("file:///")
    assert found["page"].endswith(f"/upload.html?api={found['api_url']}")
    assert http_get(f"{found['api_url']}/jobs/nobody").status == 404
    assert main(applied) == 0
    assert found["api_url"] in capsys.readouterr().out
    assert main([*attached, "teardown", "media-pipeline", "--account", clients.account_id]) == 0
    assert len(inventory(clients.in_region("ap-south-1"))) == 0


def test_a_stack_that_does_not_exist_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["apply", "nope"]) == 2
    assert "there is no stack 'nope'; there are: " in capsys.readouterr().err
