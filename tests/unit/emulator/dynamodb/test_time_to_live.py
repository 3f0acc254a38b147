"""An item expires by a number of epoch seconds that has passed, and not by one of five years ago."""

import pytest

from emulator.dynamodb.time_to_live import YEAR_S, is_over

NOW_S = 1_700_000_000.0


@pytest.mark.parametrize(
    ("attribute", "over"),
    [
        ({"N": "1699999999"}, True),
        ({"N": "1700000000"}, False),
        ({"N": "1700000001"}, False),
        ({"N": str(1_700_000_000 - 5 * YEAR_S)}, True),
        ({"N": str(1_700_000_000 - 5 * YEAR_S - 1)}, False),
        ({"S": "1699999999"}, False),
        ({"N": "x"}, False),
        (None, False),
    ],
)
def test_over(attribute: dict[str, object] | None, over: bool) -> None:
    assert is_over(attribute, NOW_S) is over
