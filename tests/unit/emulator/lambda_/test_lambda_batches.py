"""Why a batch was not processed is told, wherever LocalStack keeps the cause."""

import pytest

from emulator.localstack.lambda_.batches import cause_of


class BatchFailure(Exception):
    """As LocalStack's: it has no text, and its cause beside it."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (BatchFailure(ValueError("the function timed out")), "the function timed out"),
        (BatchFailure(ValueError()), "ValueError()"),
        (BatchFailure(), "BatchFailure()"),
        (ValueError("no queue"), "no queue"),
    ],
)
def test_the_cause_is_never_empty(error: Exception, told: str) -> None:
    assert cause_of(error) == told


def test_a_cause_that_python_keeps_counts() -> None:
    error = BatchFailure()
    error.__cause__ = OSError("the connection ended")
    assert cause_of(error) == "the connection ended"
