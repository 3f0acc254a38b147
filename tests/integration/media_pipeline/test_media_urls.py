"""URLs of the API: what they take, from where, and for how long."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bootstrap.clients import Clients
from harness.probes.http import http_send
from harness.run.clock import utc_now
from harness.run.context import RunContext
from harness.systems.media_pipeline.driven import MediaSystem
from harness.systems.media_pipeline.images import photo
from harness.systems.media_pipeline.user import JPEG, Ticket
from harness.waits.budget import Seconds
from harness.waits.condition import Condition, Seen
from tests.integration.media_pipeline.media_runs import run_steps

PAGE = {"Origin": "http://127.0.0.1:8000"}
ASKS_FIRST = {**PAGE, "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "content-type"}


def test_a_page_of_another_origin_may_upload_and_show_the_result(clients: Clients, tmp_path: Path) -> None:
    def steps(context: RunContext) -> None:
        system, image = MediaSystem(context), photo(1)
        asked = http_send("POST", f"{system.user.api_url}/uploads", b"{}", {**PAGE, "Content-Type": "text/plain"})
        assert (asked.status, asked.headers["access-control-allow-origin"]) == (200, "*")
        fields = json.loads(asked.body)
        preflight = http_send("OPTIONS", fields["uploadUrl"], None, ASKS_FIRST)
        assert preflight.status == 200
        assert preflight.headers["access-control-allow-origin"] == "*"
        assert "PUT" in preflight.headers["access-control-allow-methods"]
        assert "content-type" in preflight.headers["access-control-allow-headers"].lower()
        put = http_send("PUT", fields["uploadUrl"], image, {**PAGE, "Content-Type": JPEG})
        assert (put.status, put.headers["access-control-allow-origin"]) == (200, "*")
        system.tickets["page.jpg"] = Ticket("page.jpg", fields["jobId"], fields["uploadUrl"], 300)
        system.await_ends()
        shown = http_send("GET", system.standing("page.jpg")["downloadUrl"], None, PAGE)
        assert (shown.status, shown.headers["access-control-allow-origin"]) == (200, "*")

    run_steps(clients, steps, tmp_path)


def test_a_page_may_not_delete_or_read_uploads(clients: Clients, tmp_path: Path) -> None:
    def steps(context: RunContext) -> None:
        url = MediaSystem(context).user.ticket("page.jpg").upload_url
        for method in ("DELETE", "GET"):
            answer = http_send("OPTIONS", url, None, {**ASKS_FIRST, "Access-Control-Request-Method": method})
            assert answer.status == 403, method

    run_steps(clients, steps, tmp_path)


class Expired(Condition):
    """The time that a URL says it is good until is over."""

    def __init__(self, url: str) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        signed = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        self.until = signed + timedelta(seconds=int(query["X-Amz-Expires"]))

    def evaluate(self) -> Seen:
        left = self.until - utc_now()
        return Seen(left < timedelta(0), f"{left.total_seconds():.0f} s left")

    def __str__(self) -> str:
        return "the URL's time is over"


@pytest.mark.slow
def test_a_url_of_the_api_itself_expires_after_five_minutes(clients: Clients, tmp_path: Path) -> None:
    def steps(context: RunContext) -> None:
        ticket, image = MediaSystem(context).user.ticket("old.jpg"), photo(1)
        assert http_send("PUT", ticket.upload_url, image, {"Content-Type": JPEG}).status == 200
        context.wait(Expired(ticket.upload_url), Seconds(330))
        answer = http_send("PUT", ticket.upload_url, image, {"Content-Type": JPEG})
        assert answer.status == 403
        assert b"Request has expired" in answer.body

    run_steps(clients, steps, tmp_path)
