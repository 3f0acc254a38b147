"""Bugs to be planted in the systems' functions, each as changes of sources that an author might have made."""

from dataclasses import dataclass
from pathlib import Path

TRACKED = "lambdas/s3_cleanup/packages"
MEDIA = "lambdas/media_pipeline"


@dataclass(frozen=True)
class Change:
    """What is written in the place of what."""

    path: str
    right: str
    wrong: str


@dataclass(frozen=True)
class Bug:
    """What an author might have written, and the scenario that should find it."""

    scenario: str
    changes: tuple[Change, ...]

    def plant(self, checkout: Path) -> None:
        """Change the sources, which must be as they are thought to be."""
        for change in self.changes:
            source = checkout / change.path
            text = source.read_text()
            assert text.count(change.right) == 1, f"{change.path} has changed: plant the bug in its new text"
            source.write_text(text.replace(change.right, change.wrong))


ONCE = Change(f"{TRACKED}/size_tables/conflicts.py", "limit: int = 40", "limit: int = 1")
"""A write that met another writer is left to the next delivery of its message: right, but for three in a row."""
BUGS = {
    "a ledger that doesn't check the sequencer": Bug(
        "s3-cleanup-random",
        (
            Change(
                f"{TRACKED}/size_ledger/rules.py",
                "return Verdict.DUPLICATE if first_recorded_from == itself else Verdict.SUPERSEDED",
                "return Verdict.DUPLICATE if first_recorded_from == itself else Verdict.LATEST",
            ),
        ),
    ),
    "a batch handler that reports nothing": Bug(
        "s3-cleanup-random",
        (
            ONCE,
            Change(
                f"{TRACKED}/size_ledger/tracking.py",
                'return {"batchItemFailures": failures}',
                'return {"batchItemFailures": failures[:0]}',
            ),
        ),
    ),
    "a lost partial failure": Bug(
        "s3-cleanup-random",
        (
            ONCE,
            Change(
                f"{TRACKED}/size_ledger/tracking.py",
                "return [failure_of(each.record, error, self.emit) for each in told]",
                "return [failure_of(each.record, error, self.emit) for each in told[1:]]",
            ),
        ),
    ),
    "a missing retry": Bug("s3-cleanup-random", (ONCE,)),
    "a cleaner that deletes twice": Bug(
        "s3-cleanup-random",
        (
            Change(
                f"{TRACKED}/clean_up/cleaner.py",
                "            return self._finish(transition.at_ms)\n",
                "            return self._remove(row)\n",
            ),
        ),
    ),
    "a worker without idempotence": Bug(
        "media-random",
        (
            Change(
                f"{MEDIA}/packages/media_worker/jobs.py",
                "            TAKEABLE,\n",
                '            "attribute_exists(jobId) OR #status IN (:pending, :processing, :failed)'
                ' OR lease.expiresAt < :now_s OR lease.messageId = :message OR lease.receiveCount < :count",\n',
            ),
            Change(
                f"{MEDIA}/packages/media_worker/delivery.py",
                'return f"processed/{self.key}"',
                'return f"processed/{self.key}.{self.attempt_id[:8]}"',
            ),
        ),
    ),
}
