"""Generated work done on the media pipeline, by a user who asks again when the API has a fault."""

import json
from collections.abc import Sequence
from typing import Any

from harness.probes.http import HttpAnswer, http_get
from harness.run.clock import utc_now
from harness.run.context import RunContext
from harness.run.timeline import Kind
from harness.systems.media_pipeline.driven import MediaSystem, moments
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.user import MediaUser, Ticket, ticket_in
from harness.systems.media_pipeline.watermark import compare
from harness.systems.media_pipeline.workload import AGAIN, BROKEN, PICTURES, Operation

SETTLED_S = 90.0
"""Real seconds that a burst may take until all is quiet: retries of SDKs wait on the wall."""
TRIES = 5
NOT_AN_IMAGE = b"this is no image"


class RandomRun:
    """One run, beside what was uploaded in it."""

    def __init__(self, context: RunContext) -> None:
        self.context = context
        self.system = MediaSystem(context)
        self.pictures = [photo(number) for number in range(PICTURES)]
        self.uploaded: dict[str, bytes] = {}

    def do(self, burst: Sequence[Operation]) -> None:
        """Do a burst and let it come to rest."""
        for operation in burst:
            self._do(operation)
        self.context.settle(SETTLED_S)

    def observe(self) -> None:
        """Record what came of each upload, by the API and by the processed bucket."""
        system, results = self.system, self.system.jobs.results()
        ends, sent_s = {each.job_id: each for each in system.jobs.attempts() if each.ends_the_job}, system.jobs.sent_s()
        rows: list[Any] = []
        journeys: list[Any] = []
        for file, before in sorted(self.uploaded.items()):
            ticket = system.tickets[file]
            job = _standing(system.user, ticket)
            made = results.pop(ticket.job_id, [])
            after = _patiently(lambda job=job: http_get(job["downloadUrl"])).body if "downloadUrl" in job else b""
            known = moments(job, system.uploaded_s.get(file), sent_s.get(ticket.job_id), ends.get(ticket.job_id))
            said = {"file": file, "status": job["status"], "error": job.get("errorMessage")}
            journeys.append({**said, "moments": known})
            rows.append(
                {
                    **said,
                    "broken": before == NOT_AN_IMAGE,
                    "results": len(made),
                    "watermark": bool(after) and before != NOT_AN_IMAGE and compare(before, after).marked,
                }
            )
        facts: dict[str, Any] = {"rows": rows, "results_of_nobody": len(results)}
        self.context.record(Kind.OBSERVED, "uploads", facts, {"rows": journeys})
        system.observe_queues()

    def _do(self, operation: Operation) -> None:
        kind, file = operation[0], operation[1]
        if kind == AGAIN:
            self._put(self.system.tickets[file], self.uploaded[file])
            return
        self.uploaded[file] = NOT_AN_IMAGE if kind == BROKEN else self.pictures[operation[2]]
        self.system.tickets[file] = ticket_in(file, _patiently(lambda: self.system.user.request_for(file)))
        self._put(self.system.tickets[file], self.uploaded[file])

    def _put(self, ticket: Ticket, image: bytes) -> None:
        with self.context.act("upload image", file=ticket.filename):
            _patiently(lambda: self.system.user.put(ticket, image))
        self.system.uploaded_s.setdefault(ticket.filename, utc_now().timestamp())


def _standing(user: MediaUser, ticket: Ticket) -> dict[str, Any]:
    return dict(json.loads(_patiently(lambda: user.job(ticket.job_id)).body))


def _patiently(ask: Any) -> HttpAnswer:
    """The first answer that is none of a fault, of so many; RuntimeError when it isn't 200."""
    answers = (ask() for _ in range(TRIES))
    answer: HttpAnswer = next((one for one in answers if one.status < 500 and one.status != 429), None) or ask()
    if answer.status != 200:
        raise RuntimeError(f"the API answered {answer.status} {answer.body[:300]!r} {TRIES} times")
    return answer
