"""What Docker says of memory, in MiB."""

import pytest

from harness.bench.container import in_mib


@pytest.mark.parametrize(
    ("usage", "mib"),
    [
        ("726.8MiB / 23.54GiB", 726.8),
        ("1.5GiB / 23.54GiB", 1536.0),
        ("512KiB / 1GiB", 0.5),
        ("0B / 0B", 0.0),
        ("2 GiB", 2048.0),
    ],
)
def test_the_used_part_is_read(usage: str, mib: float) -> None:
    assert in_mib(usage) == mib


@pytest.mark.parametrize("usage", ["", "-- / --", "12 parsecs"])
def test_what_is_no_size_is_refused(usage: str) -> None:
    with pytest.raises(ValueError, match="has no size"):
        in_mib(usage)
