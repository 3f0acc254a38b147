"""What was refused on its way out: where to, by which code, and how often."""

from collections import Counter
from dataclasses import asdict, dataclass
from threading import Lock
from types import FrameType
from typing import Any

KEPT = 500
"""Different attempts that are told apart; what comes after them is only counted."""

CARRIERS = frozenset(
    {"asyncio", "boto3", "botocore", "concurrent", "contextlib", "functools", "http", "requests", "s3transfer"}
    | {"socket", "ssl", "threading", "twisted", "urllib", "urllib3"}
)
"""Modules that connect on behalf of others: who tried is whoever called them."""


@dataclass(frozen=True)
class Attempt:
    """One kind of attempt: `what` was tried (`connect`, `look up`), with what `target`, and `by` which line of code."""

    what: str
    target: str
    by: str


class Attempts:
    """A count of attempts, safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._total = 0
        self._times: Counter[Attempt] = Counter()

    def add(self, attempt: Attempt) -> None:
        """Count one more."""
        with self._lock:
            self._total += 1
            if attempt in self._times or len(self._times) < KEPT:
                self._times[attempt] += 1

    def report(self) -> dict[str, Any]:
        """`{"total": 3, "refused": [{"what": …, "target": …, "by": …, "times": 3}]}`, the most frequent first."""
        with self._lock:
            refused = [{**asdict(attempt), "times": times} for attempt, times in self._times.most_common()]
            return {"total": self._total, "refused": refused}


def caller(frame: FrameType | None) -> str:
    """The innermost code that doesn't connect for others, as `module:line`."""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if not _carries(module):
            return f"{module}:{frame.f_lineno}"
        frame = frame.f_back
    return "(unknown)"


def _carries(module: str) -> bool:
    return module.partition(".")[0] in CARRIERS or module.startswith("emulator.egress")
