"""The SAM template's stack makes one image, and fifty at once, through the URL among its outputs.

IAM is enforced: what SAM's policy templates write into the roles suffices.
"""

from pathlib import Path

import pytest

from harness.testing import ScenarioRun

pytestmark = pytest.mark.emulator_iam("enforce")
TEMPLATE = Path(__file__).parents[1] / "template.yaml"
REGION = "ap-south-1"


def test_one_image_from_the_upload_to_the_download(emulator_scenario: ScenarioRun) -> None:
    assert emulator_scenario("media-pipeline", template=TEMPLATE, region=REGION).leaked == ()


def test_fifty_images_at_once(emulator_scenario: ScenarioRun) -> None:
    assert emulator_scenario("media-batch", template=TEMPLATE, region=REGION).leaked == ()
