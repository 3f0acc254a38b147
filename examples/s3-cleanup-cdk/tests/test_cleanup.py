"""The stack that CDK has synthesised runs the system's reference timeline, and goes without a trace.

IAM is enforced: what CDK's `grant_…` methods write into the roles suffices.
"""

from pathlib import Path

import pytest

from harness.testing import ScenarioRun

pytestmark = pytest.mark.emulator_iam("enforce")
CDK_OUT = Path(__file__).parents[1] / "cdk.out"


def test_the_reference_timeline(emulator_scenario: ScenarioRun) -> None:
    outcome = emulator_scenario("s3-cleanup", template=CDK_OUT)
    totals = [entry.facts["bytes"] for entry in outcome.run.timeline.named("total")]
    assert totals == [0, 18, 46, 18, 20, 2]
    assert outcome.leaked == ()
