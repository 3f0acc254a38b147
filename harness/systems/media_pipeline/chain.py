"""What the chain of the media pipeline has beside what its stack declares."""

from collections import Counter
from dataclasses import dataclass

from bootstrap.clients import Clients
from bootstrap.stacks.media_pipeline import TABLE, UPLOADS_BUCKET, WORKER
from harness.diagnosis.link import Chain, Flow, Link, LinkState
from harness.probes.bucket import BucketProbe
from harness.systems.media_pipeline.jobs import ENDED, MediaJobs, job_of


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
        uploaded = {job_of(key) for key in BucketProbe(self.clients, UPLOADS_BUCKET).objects()}
        jobs = MediaJobs(self.clients).table()
        counts = Counter(job["status"] for job in jobs)
        facts = (f"jobs: {', '.join(f'{count} {status}' for status, count in sorted(counts.items())) or 'none'}",)
        waiting = [job["jobId"] for job in jobs if job["jobId"] in uploaded and job["status"] not in ENDED]
        if waiting:
            why = f"{len(waiting)} jobs have their image and haven't ended, such as {waiting[0]}"
            return LinkState(self.name, Flow.STUCK, why, facts)
        ended = sum(counts[status] for status in ENDED)
        return LinkState(self.name, Flow.PASSING if ended else Flow.IDLE, f"{ended} jobs ended", facts)


def with_the_table(chain: Chain, clients: Clients) -> Chain:
    """The chain with the worker's hold on the table, which no declaration tells."""
    return chain.followed_by(WorkerToTable(clients), after=f"lambda {WORKER}")
