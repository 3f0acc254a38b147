"""A run is billed what its stack's resources used, not what others in the account did."""

import pytest

from harness.probes.usage import is_of

NAMES = frozenset({"worker", "jobs", "S3Cleanup"})


@pytest.mark.parametrize("resource", ["worker", "jobs", "/aws/lambda/worker", "S3Cleanup", ""])
def test_what_bears_a_name_of_the_stack_is_the_runs(resource: str) -> None:
    assert is_of(NAMES, resource)


@pytest.mark.parametrize("resource", ["worker-of-others", "/aws/lambda/other", "AWS/Lambda", "uploads"])
def test_what_others_use_is_theirs(resource: str) -> None:
    assert not is_of(NAMES, resource)
