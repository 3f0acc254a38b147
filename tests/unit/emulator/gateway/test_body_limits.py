"""How long a body each route takes, by the head of the request alone."""

import json

import pytest

from emulator.gateway.body_limits import (
    API_BYTES,
    ARCHIVE_BYTES,
    EVENT_BYTES,
    FORM_BYTES,
    INVOCATION_BYTES,
    MESSAGES_BYTES,
    OTHERS_BYTES,
    WEBSITE_BYTES,
    Asked,
    limit_of,
)
from emulator.gateway.table import Place

INVOKE = "/2015-03-31/functions/f/invocations"
OWN = "127.0.0.1:4566"


def asked(
    place: Place = Place.SERVICE,
    service: str = "",
    path: str = "/",
    method: str = "POST",
    host: str = OWN,
    stranger: bool = False,
    **headers: str,
) -> Asked:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Asked(place, stranger, service, method, host, path, named)


@pytest.mark.parametrize(
    ("request_", "most_bytes"),
    [
        (asked(Place.API, path="/_aws/execute-api/abc/prod/x"), API_BYTES),
        (asked(Place.API, host="abc.execute-api.localhost:4566"), API_BYTES),
        (asked(Place.API, path="/restapis/abc/prod/_user_request_/x"), API_BYTES),
        (asked(Place.API, path="/_aws/lambda-url/us-east-1/abc/"), INVOCATION_BYTES),
        (asked(Place.API, host="abc.lambda-url.us-east-1.localhost"), INVOCATION_BYTES),
        (asked(Place.WEBSITE), WEBSITE_BYTES),
        (asked(Place.INTERNAL, path="/_harness/clock"), OTHERS_BYTES),
        (asked(service="lambda", path=INVOKE), INVOCATION_BYTES),
        (asked(service="lambda", path=INVOKE, x_amz_invocation_type="Event"), EVENT_BYTES),
        (asked(service="lambda", path="/2014-11-13/functions/f/invoke-async/"), EVENT_BYTES),
        (asked(service="lambda", path="/2015-03-31/functions"), ARCHIVE_BYTES),
        (asked(service="sqs"), MESSAGES_BYTES),
        (asked(service="sns"), MESSAGES_BYTES),
        (asked(service="dynamodb"), OTHERS_BYTES),
        (asked(path="/bucket", stranger=True), FORM_BYTES),
        (asked(service="s3", method="POST", path="/bucket", stranger=True), FORM_BYTES),
    ],
)
def test_every_route_has_its_limit(request_: Asked, most_bytes: int) -> None:
    limit = limit_of(request_)
    assert limit is not None
    assert limit.most_bytes == most_bytes


@pytest.mark.parametrize("service", ["s3", ""])
@pytest.mark.parametrize(("method", "stranger"), [("PUT", False), ("PUT", True), ("POST", False)])
def test_objects_have_the_limit_of_s3(service: str, method: str, stranger: bool) -> None:
    assert limit_of(asked(service=service, path="/bucket/key", method=method, stranger=stranger)) is None


def test_each_says_so_in_its_own_words() -> None:
    api = limit_of(asked(Place.API, path="/_aws/execute-api/abc/prod/x"))
    assert api is not None
    assert (json.loads(api.body), api.kind) == ({"message": "Request Entity Too Large"}, "application/json")
    function = limit_of(asked(service="lambda", path=INVOKE))
    assert function is not None
    said = json.loads(function.body)
    assert said["__type"] == "RequestTooLargeException"
    assert said["message"] == "Request must be smaller than 6291456 bytes for the InvokeFunction operation"
    queue = limit_of(asked(service="sqs", x_amz_target="AmazonSQS.SendMessage"))
    assert queue is not None
    assert json.loads(queue.body)["__type"] == "RequestEntityTooLarge"
    form = limit_of(asked(service="s3", path="/bucket", stranger=True))
    assert form is not None
    assert b"<Code>EntityTooLarge</Code>" in form.body
    assert b"presigned link" in form.body
