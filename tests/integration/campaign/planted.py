"""Bugs to be planted in the systems' functions, each as the change of a source that an author might have made."""

from dataclasses import dataclass
from pathlib import Path

TRACKED = "lambdas/s3_cleanup/packages"
MEDIA = "lambdas/media_pipeline"


@dataclass(frozen=True)
class Bug:
    """What is written in the place of what, and the scenario that should find it."""

    scenario: str
    path: str
    right: str
    wrong: str

    def plant(self, checkout: Path) -> None:
        """Change the source, which must be as it is thought to be."""
        source = checkout / self.path
        text = source.read_text()
        assert text.count(self.right) == 1, f"{self.path} has changed: plant the bug in its new text"
        source.write_text(text.replace(self.right, self.wrong))


BUGS = {
    "a ledger that doesn't check the sequencer": Bug(
        "s3-cleanup-random",
        f"{TRACKED}/size_ledger/rules.py",
        "return Verdict.DUPLICATE if first_recorded_from == itself else Verdict.SUPERSEDED",
        "return Verdict.DUPLICATE if first_recorded_from == itself else Verdict.LATEST",
    ),
    "a batch handler that reports nothing": Bug(
        "s3-cleanup-random",
        f"{TRACKED}/size_ledger/tracking.py",
        'return {"batchItemFailures": failures}',
        'return {"batchItemFailures": failures[:0]}',
    ),
    "a cleaner that deletes twice": Bug(
        "s3-cleanup-random",
        f"{TRACKED}/clean_up/cleaner.py",
        "            return self._finish(transition.at_ms)\n",
        "            return self._remove(row)\n",
    ),
    "a worker without idempotence": Bug(
        "media-random",
        f"{MEDIA}/packages/media_worker/jobs.py",
        "            TAKE,\n            TAKEABLE,\n",
        '            TAKE,\n            "attribute_exists(jobId) OR #status IN (:pending, :processing, :failed)'
        ' OR lease.expiresAt < :now_s OR lease.messageId = :message OR lease.receiveCount < :count",\n',
    ),
    "a lost partial failure": Bug(
        "media-random",
        f"{MEDIA}/worker/handler.py",
        "for message_id in unserved]}",
        "for message_id in unserved[1:]]}",
    ),
    "a missing retry": Bug(
        "media-random",
        f"{MEDIA}/dispatcher/handler.py",
        """        sqs.send_message(
            QueueUrl=QUEUE_URL,
            MessageBody=json.dumps(asdict(message)),
            MessageAttributes={"JobId": {"DataType": "String", "StringValue": message.jobId}},
        )
""",
        """        try:
            sqs.send_message(
                QueueUrl=QUEUE_URL,
                MessageBody=json.dumps(asdict(message)),
                MessageAttributes={"JobId": {"DataType": "String", "StringValue": message.jobId}},
            )
        except Exception as fault:
            note(outcome="not sent", reason=repr(fault))
            continue
""",
    ),
}
