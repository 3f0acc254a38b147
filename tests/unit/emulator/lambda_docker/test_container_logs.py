"""The log of a container's invocation as events."""

from emulator.lambda_.output import LogEvent
from emulator.localstack.lambda_.logs import events_of


def test_each_line_is_an_event_of_one_time() -> None:
    assert events_of("START\nsaid\nEND\n", 7) == [LogEvent(7, "START\n"), LogEvent(7, "said\n"), LogEvent(7, "END\n")]


def test_empty_lines_are_none_and_the_last_needs_no_newline() -> None:
    assert events_of("\na\n\nb", 7) == [LogEvent(7, "a\n"), LogEvent(7, "b")]
    assert events_of("", 7) == []
