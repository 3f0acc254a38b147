"""IAM's evaluation and a naive second one agree on 20,000 generated cases. It needs no emulator, but time."""

import pytest

from emulator.iam.evaluation import Outcome
from tests.unit.emulator.iam.test_agreement import agree


@pytest.mark.slow
def test_both_implementations_agree_on_20_000_cases() -> None:
    assert min(agree(2, 20_000)[outcome.value] for outcome in Outcome) > 2_000
