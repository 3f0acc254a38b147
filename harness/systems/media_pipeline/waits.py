"""What only the scenarios of the media pipeline wait for."""

from collections.abc import Callable, Iterable
from typing import Any

from harness.systems.media_pipeline.jobs import ENDED, MediaJobs
from harness.waits.condition import Condition, Seen

Ask = Callable[[str], dict[str, Any]]
"""A job id → how the job stands, as the API tells."""


class JobsEnded(Condition):
    """Every one of these jobs is COMPLETED or FAILED; each is asked for until it is, and then no more."""

    def __init__(self, ask: Ask, job_ids: Iterable[str]) -> None:
        self._ask = ask
        self._waiting = list(job_ids)
        self._count = len(self._waiting)
        self._last = ""

    def evaluate(self) -> Seen:
        """Ask for the first that hasn't ended, and go on for as long as jobs have."""
        while self._waiting:
            self._last = str(self._ask(self._waiting[0])["status"])
            if self._last not in ENDED:
                break
            self._waiting.pop(0)
        next_one = f", the next is {self._last}" if self._waiting else ""
        return Seen(not self._waiting, f"{self._count - len(self._waiting)} of {self._count} ended{next_one}")

    def __str__(self) -> str:
        return "the job ended" if self._count == 1 else f"{self._count} jobs ended"


class AttemptsNoted(Condition):
    """The worker's log, which is written a moment later, tells of so many attempts, or of those that ended a job."""

    def __init__(self, jobs: MediaJobs, count: int, ends_only: bool = True) -> None:
        self._jobs, self._count, self._ends_only = jobs, count, ends_only

    def evaluate(self) -> Seen:
        """Count the lines."""
        attempts = self._jobs.attempts()
        found = sum(attempt.ends_the_job for attempt in attempts) if self._ends_only else len(attempts)
        return Seen(found >= self._count, f"{found} in the worker's log")

    def __str__(self) -> str:
        what = "the end of {} job" if self._ends_only else "{} attempt"
        return f"the worker noted {what.format(self._count)}{'s' * (self._count != 1)}"
