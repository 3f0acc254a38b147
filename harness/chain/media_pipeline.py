"""The chain of the media pipeline, in the order an image travels."""

from collections import Counter
from dataclasses import dataclass

from bootstrap.clients import Clients
from bootstrap.stacks.media_pipeline import (
    API,
    DEAD_LETTER_QUEUE,
    DISPATCHER,
    JOB_STATUS,
    QUEUE,
    REQUEST_UPLOAD,
    TABLE,
    UPLOADS_BUCKET,
    UPLOADS_PREFIX,
    WORKER,
)
from harness.chain.api import ApiToFunction
from harness.chain.bucket import BucketToFunction
from harness.chain.function import FunctionRuns
from harness.chain.link import Chain, Flow, Link, LinkState
from harness.chain.queue import QueueToFunction
from harness.probes.bucket import Bucket
from harness.probes.media_jobs import ENDED, MediaJobs, job_of


@dataclass(frozen=True)
class WorkerToTable(Link):
    """The worker brings every job whose image was uploaded to its end."""

    clients: Clients

    @property
    def name(self) -> str:
        """How the link is called."""
        return f"lambda {WORKER} -> dynamodb {TABLE}"

    def state(self) -> LinkState:
        """Stuck when a job has its image and hasn't ended; idle as long as there is no such job."""
        uploaded = {job_of(key) for key in Bucket(self.clients, UPLOADS_BUCKET).objects()}
        jobs = MediaJobs(self.clients).table()
        counts = Counter(job["status"] for job in jobs)
        facts = (f"jobs: {', '.join(f'{count} {status}' for status, count in sorted(counts.items())) or 'none'}",)
        waiting = [job["jobId"] for job in jobs if job["jobId"] in uploaded and job["status"] not in ENDED]
        if waiting:
            why = f"{len(waiting)} jobs have their image and haven't ended, such as {waiting[0]}"
            return LinkState(self.name, Flow.STUCK, why, facts)
        ended = sum(counts[status] for status in ENDED)
        return LinkState(self.name, Flow.PASSING if ended else Flow.IDLE, f"{ended} jobs ended", facts)


def media_chain(clients: Clients, _now_s: float) -> Chain:
    """From the request for an upload to the job's end; who asks for a job's standing comes last."""
    return Chain(
        ApiToFunction(clients, API, "POST /uploads", REQUEST_UPLOAD),
        FunctionRuns(clients, REQUEST_UPLOAD),
        BucketToFunction(clients, UPLOADS_BUCKET, UPLOADS_PREFIX, DISPATCHER),
        FunctionRuns(clients, DISPATCHER),
        QueueToFunction(clients, QUEUE, WORKER, DEAD_LETTER_QUEUE),
        FunctionRuns(clients, WORKER),
        WorkerToTable(clients),
        ApiToFunction(clients, API, "GET /jobs/{jobId}", JOB_STATUS),
        FunctionRuns(clients, JOB_STATUS),
    )
