"""Somebody who uses the media API over plain HTTP, with nothing but its address: no SDK, no credentials."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bootstrap.errors import HarnessError
from harness.probes.http import HttpAnswer, http_get, http_send

JPEG = "image/jpeg"


class Refused(HarnessError):
    """The API or S3 didn't take a request. The message has the status and the answer."""


@dataclass(frozen=True)
class Ticket:
    """What `POST /uploads` gives: a job, and a URL that takes its image."""

    filename: str
    job_id: str
    upload_url: str
    expires_in_s: int


def ticket_in(filename: str, answer: HttpAnswer) -> Ticket:
    """The ticket that an answer with status 200 holds."""
    fields = json.loads(answer.body)
    return Ticket(filename, fields["jobId"], fields["uploadUrl"], fields["expiresIn"])


@dataclass(frozen=True)
class MediaUser:
    """One user of the API at `api_url`."""

    api_url: str

    def ask(self, body: bytes | None) -> HttpAnswer:
        """`POST /uploads` with this body, whatever the answer."""
        return http_send("POST", f"{self.api_url}/uploads", body, {"Content-Type": "application/json"})

    def ticket(self, filename: str, content_type: str = JPEG) -> Ticket:
        """A job and an upload URL for a file of that name; Refused when there is none."""
        answer = self.request_for(filename, content_type)
        if answer.status != 200:
            raise Refused(f"POST /uploads for {filename}: {answer.status} {answer.body[:300]!r}")
        return ticket_in(filename, answer)

    def request_for(self, filename: str, content_type: str = JPEG) -> HttpAnswer:
        """Ask for an upload of a file of that name, whatever the answer."""
        return self.ask(json.dumps({"filename": filename, "contentType": content_type}).encode())

    def put(self, ticket: Ticket, image: bytes, content_type: str = JPEG) -> HttpAnswer:
        """PUT the image to the ticket's URL, whatever the answer."""
        return http_send("PUT", ticket.upload_url, image, {"Content-Type": content_type})

    def upload(self, filename: str, image: bytes, content_type: str = JPEG) -> Ticket:
        """Ask for a ticket and PUT the image; Refused when either isn't taken."""
        ticket = self.ticket(filename, content_type)
        answer = self.put(ticket, image, content_type)
        if answer.status != 200:
            raise Refused(f"PUT {filename}: {answer.status} {answer.body[:300]!r}")
        return ticket

    def job(self, job_id: str) -> HttpAnswer:
        """`GET /jobs/{jobId}`, whatever the answer."""
        return http_get(f"{self.api_url}/jobs/{quote(job_id, safe='')}")

    def standing(self, job_id: str) -> dict[str, Any]:
        """How the job stands: `status` and the rest; Refused when the API doesn't tell."""
        answer = self.job(job_id)
        if answer.status != 200:
            raise Refused(f"GET /jobs/{job_id}: {answer.status} {answer.body[:300]!r}")
        fields: dict[str, Any] = json.loads(answer.body)
        return fields
