"""What has been run and solved, by account, kept in a file: the leader sees it, and it outlives the page's server."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.breaks.writing import WRITING, written

GOING_ON = frozenset({"begun", "not yet", "not yet found"})
"""What is noted of something that hasn't ended: it counts once, when it has."""


@dataclass(frozen=True)
class Progress:
    """The progress of everybody who works with one emulator home. Safe to use from any thread of one process."""

    file: Path

    def of(self, account_id: str) -> dict[str, dict[str, Any]]:
        """By kind and name of what was done, as `scenario NAME`: its last `verdict`, and how many `times` it ended."""
        return self._read().get(account_id, {})

    def note(self, account_id: str, what: str, verdict: str) -> None:
        """Something was done, and judged."""
        with WRITING:
            every = self._read()
            mine = every.setdefault(account_id, {})
            times = mine.get(what, {}).get("times", 0) + (verdict not in GOING_ON)
            mine[what] = {"verdict": verdict, "times": times}
            written(self.file, json.dumps(every))

    def _read(self) -> dict[str, dict[str, dict[str, Any]]]:
        try:
            found: dict[str, dict[str, dict[str, Any]]] = json.loads(self.file.read_text())
        except FileNotFoundError:
            return {}
        return found
