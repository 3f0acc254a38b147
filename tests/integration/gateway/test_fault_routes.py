"""`/_harness/faults`: what is asked for, told and refused."""

import json
from typing import Any

import pytest

from bootstrap.endpoint import Endpoint
from harness.probes.http import http_send
from harness.testing import Clients


def call(clients: Clients, method: str, body: Any = None, path: str = "") -> tuple[int, dict[str, Any]]:
    url = f"{clients.endpoint.url}/_harness/faults{path}?account={clients.account_id}"
    answer = http_send(method, url, None if body is None else json.dumps(body).encode(), {})
    return answer.status, json.loads(answer.body)


def test_a_profile_comes_and_goes(emulator_clients: Clients) -> None:
    assert call(emulator_clients, "GET")[1]["profile"] is None
    status, told = call(emulator_clients, "PUT", {"name": "light", "seed": 3})
    assert (status, told["profile"]["name"], told["profile"]["seed"]) == (200, "light", 3)
    assert call(emulator_clients, "GET")[1]["profile"] == told["profile"]
    status, turn = call(emulator_clients, "POST", {"for_s": 1}, "/step")
    assert (status, turn["held"], turn["going_on"]) == (200, 0, [])
    assert call(emulator_clients, "DELETE")[1]["injected"] == []
    assert call(emulator_clients, "GET")[1]["profile"] is None


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"name": "fierce"}, "there is no profile 'fierce'"), ({"rates": {"service-away": 1}}, "can't be injected")],
)
def test_what_is_refused(emulator_clients: Clients, asked: dict[str, Any], said: str) -> None:
    status, told = call(emulator_clients, "PUT", asked)
    assert status == 400
    assert said in told["error"]


def test_it_is_not_for_pages(emulator_clients: Clients) -> None:
    endpoint: Endpoint = emulator_clients.endpoint
    answer = http_send("PUT", f"{endpoint.url}/_harness/faults", b"{}", {"Origin": "https://example.com"})
    assert answer.status == 403
