"""What the media pipeline's own records say of its jobs: the table, the results, and the worker's log."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bootstrap.clients import Clients
from bootstrap.stacks.media_pipeline import (
    DISPATCHER,
    PROCESSED_BUCKET,
    PROCESSED_PREFIX,
    TABLE,
    UPLOADS_PREFIX,
    WORKER,
)
from harness.probes.bucket import BucketProbe
from harness.probes.function_logs import FunctionLogs

ENDED = ("COMPLETED", "FAILED")


@dataclass(frozen=True)
class Attempt:
    """One line of the worker's log: what came of one delivery of one message."""

    job_id: str
    outcome: str
    receive_count: int
    ended_s: float
    """Epoch seconds, as the line's own time."""
    duration_s: float

    @property
    def ends_the_job(self) -> bool:
        """True when the job has a result, or an explained failure, from this attempt."""
        return self.outcome.startswith(ENDED)


@dataclass(frozen=True)
class MediaJobs:
    """The records of one stack, read only."""

    clients: Clients

    def table(self) -> list[dict[str, str]]:
        """Every job, with those of its attributes that are text, by job id."""
        pages = self.clients.dynamodb.get_paginator("scan").paginate(TableName=TABLE, ConsistentRead=True)
        items = [item for page in pages for item in page["Items"]]
        jobs = [{name: value["S"] for name, value in item.items() if "S" in value} for item in items]
        return sorted(jobs, key=lambda job: job["jobId"])

    def results(self) -> dict[str, list[str]]:
        """The keys of the processed bucket, by job."""
        found: dict[str, list[str]] = {}
        for key in BucketProbe(self.clients, PROCESSED_BUCKET).objects():
            found.setdefault(job_of(key.removeprefix(PROCESSED_PREFIX)), []).append(key)
        return found

    def sent_s(self) -> dict[str, float]:
        """When the dispatcher first sent a job's message, in epoch seconds, by job, from its log."""
        sent: dict[str, float] = {}
        for at_ms, text in FunctionLogs(self.clients, DISPATCHER).lines():
            line = _parsed(text)
            if line.get("outcome") == "sent":
                sent.setdefault(line["jobId"], at_ms / 1000)
        return sent

    def attempts(self) -> list[Attempt]:
        """What the worker noted of each message it was given, in the order of its log."""
        return list(_attempts(FunctionLogs(self.clients, WORKER).lines()))


def job_of(key: str) -> str:
    """The job that an uploaded object belongs to: `uploads/{jobId}/{filename}`; empty for a key of another shape."""
    parts = key.split("/")
    return parts[1] if len(parts) == 3 and f"{parts[0]}/" == UPLOADS_PREFIX else ""


def _attempts(lines: list[tuple[int, str]]) -> Iterator[Attempt]:
    for at_ms, text in lines:
        line = _parsed(text)
        if "outcome" in line:
            duration_s = line.get("durationMs", 0) / 1000
            yield Attempt(line.get("jobId", ""), line["outcome"], line.get("receiveCount", 0), at_ms / 1000, duration_s)


def _parsed(text: str) -> dict[str, Any]:
    try:
        line = json.loads(text)
    except ValueError:
        return {}
    return line if isinstance(line, dict) else {}
