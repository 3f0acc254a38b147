"""Lab: requests that can't be served. Each is told why, and nothing is made.

A user asks for uploads with a body that isn't JSON, with JSON that is no object, and with file names that would be
trouble: a path, a control character, a thousand characters, none at all, a number; for a content type that the
worker can't read, for the standing of a job without naming it, and for a route that doesn't exist.

What you will see. A 400 for each, with a sentence that says what is wrong; API Gateway's own 404 for what isn't a
route. Every answer of a function can be read by a page of any origin. There is no job in the table, and nothing in the
buckets.

Why so strict about names? The name becomes the last part of an S3 key, `uploads/{jobId}/{filename}`. With `/` in it the
key would have other parts than the dispatcher expects, and the image would never be processed; with a control character
S3 couldn't list it. Better a clear 400 at once than a job that waits for ever.

What to try. `GET /jobs/` has no job id, so it is not the route `GET /jobs/{jobId}`, and no function is asked: that is
API Gateway's 404. The function's own 400 is seen only by invoking it directly, as this lab does.
"""

import json
from typing import Any

from bootstrap.stacks.media_pipeline import JOB_STATUS, PROCESSED_BUCKET, UPLOADS_BUCKET
from harness.probes.bucket import BucketProbe
from harness.probes.http import HttpAnswer, http_get, http_send
from harness.probes.invocation import invoke
from harness.run.context import RunContext
from harness.systems.media_pipeline.answers import observe_answer, observe_api_answer
from harness.systems.media_pipeline.checks.refusals import MEDIA_BAD_REQUEST_CHECKS
from harness.systems.media_pipeline.driven import MediaSystem
from harness.systems.media_pipeline.system import SYSTEM

BODIES: dict[str, bytes] = {
    "no JSON": b"filename=cat.jpg",
    "JSON, but no object": b'["cat.jpg"]',
    "a path": b'{"filename": "../cat.jpg"}',
    "a Windows path": b'{"filename": "C:\\\\cat.jpg"}',
    "a control character": b'{"filename": "cat\\u0007.jpg"}',
    "a thousand characters": json.dumps({"filename": "c" * 1000}).encode(),
    "an empty name": b'{"filename": " "}',
    "a number for a name": b'{"filename": 7}',
    "a content type that isn't an image": b'{"filename": "cat.svg", "contentType": "image/svg+xml"}',
}


@SYSTEM.scenario(
    "media-bad-requests",
    checks=MEDIA_BAD_REQUEST_CHECKS,
    unused={"*": "requests are refused before anything is read or stored"},
)
def bad_requests(context: RunContext) -> None:
    """Requests that can't be served: each is told why."""
    system = MediaSystem(context)
    for what, body in BODIES.items():
        observe_api_answer(context, what, system.user.ask(body), "POST")
    observe_api_answer(context, "a job without its id", without_an_id(context), "GET")
    observe_answer(context, "GET /jobs/", http_get(f"{system.user.api_url}/jobs/"))
    observe_answer(context, "DELETE /uploads", http_send("DELETE", f"{system.user.api_url}/uploads"))
    context.observe(
        "made",
        jobs=len(system.jobs.table()),
        objects=sum(len(BucketProbe(context.clients, name).objects()) for name in (UPLOADS_BUCKET, PROCESSED_BUCKET)),
    )


def without_an_id(context: RunContext) -> HttpAnswer:
    """What the function that tells a job's standing answers to an event without path parameters."""
    payload: dict[str, Any] = invoke(
        context.clients, JOB_STATUS, {"version": "2.0", "routeKey": "GET /jobs/{jobId}"}
    ).payload
    headers = {name.lower(): value for name, value in payload["headers"].items()}
    return HttpAnswer(payload["statusCode"], headers["content-type"], payload["body"].encode(), headers)
