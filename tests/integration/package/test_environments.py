"""`make test-environments` tries each kind of machine as a newcomer would, whatever it was begun with."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.environments import ENVIRONMENTS, OF_MAKE, Environment, Step


@pytest.mark.parametrize(
    "environment", [each for each in ENVIRONMENTS if not each.ordinary_user], ids=lambda one: one.name
)
def test_what_was_typed_to_make_reaches_no_command_of_theirs(environment: Environment, tmp_path: Path) -> None:
    shown = Step("shown", ("env",))
    typed = dict.fromkeys(OF_MAKE, "SCENARIO=another")
    command = environment.command(shown, tmp_path / "clone", tmp_path)
    seen = subprocess.run(command, env={**os.environ, **typed}, capture_output=True, text=True, check=True).stdout
    assert "SCENARIO=another" not in seen
    assert f"HOME={tmp_path}" in seen
