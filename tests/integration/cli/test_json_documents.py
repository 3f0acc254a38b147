"""What `--json` prints is one document of the described form, whatever the command has to say."""

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.arguments import parser
from harness.cli import main
from harness.home import PROJECT

SCHEMA = json.loads((PROJECT / "docs" / "commands.schema.json").read_text())


def document(capsys: pytest.CaptureFixture[str], name: str, *typed: str, code: int = 0) -> Any:
    """What the command printed, checked against its description."""
    assert main(typed) == code
    printed = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{name}"}).validate(printed)
    return printed


def test_every_command_that_has_json_is_described() -> None:
    (commands,) = (action.choices for action in parser()._actions if isinstance(action.choices, dict))
    with_json = {name for name, each in commands.items() if "--json" in each._option_string_actions}
    assert with_json == SCHEMA["$defs"].keys()
    guide = (PROJECT / "docs" / "commands.md").read_text()
    assert {name for name in commands if f"`{name}`" not in guide} == set()


def test_a_stack_s_life_in_json(
    endpoint: Endpoint, clients: Clients, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    at, account = ("--endpoint", endpoint.url), ("--account", clients.account_id)
    assert document(capsys, "status", *at, "status", "--json")["up"] is True
    planned = document(capsys, "plan", *at, "plan", "missing-data", *account, "--json")
    assert {each["action"] for each in planned["resources"]} == {"create"}
    assert main([*at, "apply", "missing-data", *account]) == 0
    capsys.readouterr()
    held = document(capsys, "audit", *at, "audit", *account, "--json")
    assert len(held["accounts"][0]["resources"]) == len(planned["resources"])
    document(capsys, "audit", *at, "audit", *account, "--empty", "--json", code=3)
    gone = document(capsys, "teardown", *at, "teardown", "missing-data", *account, "--json")
    assert (gone["clean"], len(gone["removed"])) == (True, len(planned["resources"]))
    document(capsys, "audit", *at, "audit", *account, "--empty", "--json")
    store = ("--store", str(tmp_path / "runs"))
    ran = document(capsys, "scenario", *at, "scenario", "missing-data", *account, *store, "--json")
    assert ran["runs"][0]["verdict"] == "passed"
    document(capsys, "cost", "cost", "missing-data", *store, "--json")
    assert len(document(capsys, "fidelity", "fidelity", "--json")["divergences"]) > 10
