"""Each scenario that the variable SCENARIOS names is a test: run.sh runs it, for a JUnit report."""

import os
from typing import Any

import pytest


@pytest.mark.parametrize("name", os.environ.get("SCENARIOS", "").split())
def test_scenario(name: str, emulator_scenario: Any) -> None:
    """It passes, or the failure says which check didn't."""
    emulator_scenario(name)
