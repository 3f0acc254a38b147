"""Every line of the threat model names a test that is there."""

import re
from pathlib import Path

import pytest

SECURITY = Path(__file__).parents[2] / "docs" / "security.md"
LINK = re.compile(r"\]\((\.\./tests/[^)]+)\)")


def threats() -> list[str]:
    """The lines of the tables whose last column is the test."""
    lines, found, inside = SECURITY.read_text().splitlines(), [], False
    for line in lines:
        inside = line.startswith("|") and (inside or line.rstrip(" |").endswith("| test"))
        if inside and not line.rstrip(" |").endswith("| test") and not line.startswith("|---"):
            found.append(line)
    return found


def test_there_are_threats() -> None:
    assert len(threats()) > 30


@pytest.mark.parametrize("line", threats())
def test_a_threat_names_tests_that_are_there(line: str) -> None:
    named = LINK.findall(line.rstrip(" |").rpartition("|")[2])
    assert named, line
    assert [name for name in named if not (SECURITY.parent / name).is_file()] == []
