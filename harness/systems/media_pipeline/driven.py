"""The media pipeline as its scenarios use it: uploads by users, and what came of each, recorded."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bootstrap.stacks.media_pipeline import DEAD_LETTER_QUEUE, QUEUE
from harness.probes.http import HttpAnswer, http_get
from harness.probes.queue import depth
from harness.run.clock import utc_now
from harness.run.context import RunContext
from harness.run.timeline import Kind
from harness.systems.media_pipeline.jobs import Attempt, MediaJobs
from harness.systems.media_pipeline.user import JPEG, MediaUser, Ticket
from harness.systems.media_pipeline.waits import AttemptsNoted, JobsEnded
from harness.systems.media_pipeline.watermark import compare
from harness.waits.budget import Budget
from harness.waits.conditions import QueuesDrained

CLIENTS_AT_ONCE = 16
OF_ONE_RUN = ("file", "jobId", "createdAt", "updatedAt", "moments")


class MediaSystem:
    """The system on a context. File names are the story's; job ids differ in every run and stay in the details."""

    def __init__(self, context: RunContext) -> None:
        self.context = context
        self.user = MediaUser(context.outputs["api_url"])
        self.jobs = MediaJobs(context.clients)
        self.tickets: dict[str, Ticket] = {}
        self.standings: dict[str, dict[str, Any]] = {}
        self.uploaded_s: dict[str, float] = {}
        """When S3 had taken a file, in epoch seconds."""

    def request_upload(self, filename: str, content_type: str = JPEG) -> Ticket:
        """Ask for a URL and record what it promises."""
        ticket = self.user.ticket(filename, content_type)
        query = {name: values[0] for name, values in parse_qs(urlsplit(ticket.upload_url).query).items()}
        facts: dict[str, Any] = {
            "file": filename,
            "expires_in_s": ticket.expires_in_s,
            "signed_for_s": int(query.get("X-Amz-Expires", 0)),
            "content_type_is_signed": "content-type" in query.get("X-Amz-SignedHeaders", "").split(";"),
        }
        self.context.record(
            Kind.ACTION, "request upload", facts, {"jobId": ticket.job_id, "uploadUrl": ticket.upload_url}
        )
        return ticket

    def upload(self, filename: str, image: bytes, content_type: str = JPEG) -> Ticket:
        """Ask for a URL, and PUT the image there."""
        ticket = self.user.ticket(filename, content_type)
        self.put(ticket, image, content_type)
        return ticket

    def put(self, ticket: Ticket, image: bytes, content_type: str = JPEG) -> None:
        """PUT an image to the URL of its ticket."""
        with self.context.act("upload image", file=ticket.filename) as detail:
            answer = self.user.put(ticket, image, content_type)
            detail |= {"jobId": ticket.job_id, "bytes": len(image), "status": answer.status}
        if answer.status != 200:
            raise RuntimeError(f"PUT of {ticket.filename}: {answer.status} {answer.body[:300]!r}")
        self.tickets[ticket.filename] = ticket
        self.uploaded_s[ticket.filename] = utc_now().timestamp()

    def upload_all(self, images: Mapping[str, bytes], at_once: int = CLIENTS_AT_ONCE) -> None:
        """Many users, so many at once, each with other images."""
        with self.context.act("upload images", count=len(images), at_once=at_once) as detail:
            with ThreadPoolExecutor(at_once, thread_name_prefix="user") as pool:
                list(pool.map(lambda item: self._upload_one(*item), images.items()))
            detail["files"] = list(images)

    def _upload_one(self, filename: str, image: bytes) -> None:
        self.tickets[filename] = self.user.upload(filename, image)
        self.uploaded_s[filename] = utc_now().timestamp()

    def await_ends(self, budget: Budget | None = None) -> None:
        """Wait until every job whose image was uploaded has ended, and the queue is empty again."""
        ids = [ticket.job_id for ticket in self.tickets.values()]
        self.context.wait(JobsEnded(self.user.standing, ids), budget)
        self.context.wait(QueuesDrained(self.context.clients, (QUEUE,)), budget)

    def standing(self, filename: str) -> dict[str, Any]:
        """How the file's job stands now, from the API."""
        self.standings[filename] = self.user.standing(self.tickets[filename].job_id)
        return self.standings[filename]

    def observe_jobs(self) -> None:
        """Record how each job stands, in the order of the files."""
        for filename in sorted(self.tickets):
            job = self.standing(filename)
            facts = {"file": filename, "status": job["status"], "error": job.get("errorMessage")}
            self.context.record(Kind.OBSERVED, "job", facts, dict(job))

    def download(self, filename: str) -> HttpAnswer:
        """The result, from the URL that the API gives for it."""
        return http_get(self.standing(filename)["downloadUrl"])

    def observe_watermark(self, filename: str, before: bytes) -> bytes:
        """Download the result, compare it with what was uploaded, record that, and return it."""
        answer = self.download(filename)
        found = compare(before, answer.body)
        self.context.record(
            Kind.OBSERVED,
            "result",
            {"file": filename, "content_type": answer.content_type, "watermark": found.marked},
            {"corner": found.corner, "elsewhere": found.elsewhere, "bytes": len(answer.body)},
        )
        return answer.body

    def observe_watermarks(self, images: Mapping[str, bytes]) -> None:
        """Download the results of these uploads, so many at once, compare each, and record how many are marked."""
        with ThreadPoolExecutor(CLIENTS_AT_ONCE, thread_name_prefix="user") as pool:
            answers = list(pool.map(self.download, images))
        found = {
            filename: compare(before, answer.body)
            for (filename, before), answer in zip(images.items(), answers, strict=True)
        }
        unmarked: list[Any] = [filename for filename, comparison in found.items() if not comparison.marked]
        facts: dict[str, Any] = {"compared": len(found), "watermarks": len(found) - len(unmarked)}
        self.context.record(Kind.OBSERVED, "results", facts, {"unmarked": unmarked})

    def observe_ends(self) -> None:
        """Record, for every upload, what came of it by the API, the processed bucket and the worker's log."""
        with ThreadPoolExecutor(CLIENTS_AT_ONCE, thread_name_prefix="user") as pool:
            ended = list(pool.map(self.standing, sorted(self.tickets)))
        self.context.wait(AttemptsNoted(self.jobs, len(ended)))
        attempts, sent_s = self.jobs.attempts(), self.jobs.sent_s()
        results, settled = self.jobs.results(), Counter(a.job_id for a in attempts if a.ends_the_job)
        last = {attempt.job_id: attempt for attempt in attempts if attempt.ends_the_job}
        rows: list[Any] = [
            {
                "file": filename,
                "jobId": job["jobId"],
                "status": job["status"],
                "error": job.get("errorMessage"),
                "createdAt": job["createdAt"],
                "updatedAt": job["updatedAt"],
                "results": len(results.pop(job["jobId"], [])),
                "settled": settled[job["jobId"]],
                "moments": moments(
                    job, self.uploaded_s.get(filename), sent_s.get(job["jobId"]), last.get(job["jobId"])
                ),
            }
            for filename, job in zip(sorted(self.tickets), ended, strict=True)
        ]
        self.context.record(
            Kind.OBSERVED,
            "ends",
            {"uploads": len(rows), "ends": alike(rows), "results_of_nobody": len(results)},
            {"rows": rows},
        )
        self.observe_queues()

    def observe_queues(self) -> None:
        """Record what is left in the queue and its dead-letter queue."""
        depths = {name: depth(self.context.clients, name).total for name in (QUEUE, DEAD_LETTER_QUEUE)}
        self.context.observe("queues", depths=depths)


def moments(
    job: Mapping[str, Any], uploaded_s: float | None, sent_s: float | None, end: Attempt | None
) -> dict[str, float]:
    """When a job's image came how far, in epoch seconds, in the order of the pipeline; what isn't known is left out."""
    found = {
        "requested": datetime.fromisoformat(job["createdAt"]).timestamp(),
        "uploaded": uploaded_s,
        "sent": sent_s,
        "taken": end.ended_s - end.duration_s if end else None,
        "ended": datetime.fromisoformat(job["updatedAt"]).timestamp(),
    }
    return {name: round(at_s, 3) for name, at_s in found.items() if at_s is not None}


def alike(rows: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Rows that differ in file, job and times only, as one, with how many there are."""
    counts = Counter(json.dumps({k: v for k, v in row.items() if k not in OF_ONE_RUN}) for row in rows)
    return [{**json.loads(text), "files": count} for text, count in sorted(counts.items())]
