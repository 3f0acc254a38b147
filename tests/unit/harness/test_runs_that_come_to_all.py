"""Which runs come to all that their stack's roles are for: of no other is a grant said to be superfluous."""

import pytest

from harness.run.record import RunRecord
from harness.run.registry import scenario_named
from harness.run.runner import RunOptions, comes_to_all, stack_of


@pytest.mark.parametrize(
    ("name", "options", "record", "whole"),
    [
        ("s3-cleanup", RunOptions(), RunRecord(), True),
        ("s3-cleanup", RunOptions(), RunRecord(error=RuntimeError("gone")), False),
        ("s3-cleanup", RunOptions(faults={"name": "heavy"}), RunRecord(), False),
        ("s3-cleanup-random", RunOptions(), RunRecord(), False),
    ],
    ids=["the reference", "ended early", "under faults", "generated work"],
)
def test_only_a_run_of_fixed_work_without_faults_comes_to_all(
    name: str, options: RunOptions, record: RunRecord, whole: bool
) -> None:
    scenario = scenario_named(name)
    assert comes_to_all(scenario, stack_of(scenario, options), options, record) is whole
