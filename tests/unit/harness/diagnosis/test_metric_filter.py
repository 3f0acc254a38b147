"""What a metric filter's link makes of log lines."""

from typing import Any

import pytest

from harness.diagnosis.links.metric_filter import has_number

LINES = [
    ({"event": "no_object_changes", "message_id": "1"}, False),
    ({"total_size": 18}, True),
    ({"a": {"b": [{"c": 0.5}]}}, True),
    ({"ok": True, "none": None, "text": "18"}, False),
    ({}, False),
    ([], False),
]


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_a_line_without_numbers_has_nothing_to_measure(line: Any, expected: bool) -> None:
    assert has_number(line) is expected
