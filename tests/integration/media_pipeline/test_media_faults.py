"""The media pipeline under faults: one result or one reason for each image."""

import pytest

from harness.testing import ScenarioRun


@pytest.mark.emulator_faults(name="heavy", seed=7)
def test_each_image_has_one_result_or_one_reason(emulator_scenario: ScenarioRun) -> None:
    emulator_scenario("media-random", seed=7, bursts=3)
