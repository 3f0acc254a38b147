"""What a terminal shows of a run of the media pipeline: jobs, and answers."""

from typing import Any

from rich.markup import escape

from harness.run.timeline import Entry

COLOURS = {"FAILED": "red", "COMPLETED": "green"}


def _job(entry: Entry) -> str:
    facts: dict[str, Any] = entry.facts
    status = f"[{COLOURS.get(facts['status'], 'dim')}]{facts['status']}[/]"
    return f"{escape(facts['file'])} {status} {escape(facts['error'] or '')}".rstrip()


def _answer(entry: Entry) -> str:
    facts: dict[str, Any] = entry.facts
    return f"{escape(facts['to'])} → {facts['status']} {escape(facts['says'] or '')}"


LINES = {"job": _job, "answer": _answer}
"""By the names of entries, as `harness.run.system.System` takes them."""
