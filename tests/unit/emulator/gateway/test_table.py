"""Everything of the table: every place, under every kind of host, for every caller; and who may and who may not."""

import itertools

import pytest

from emulator.gateway.decision import Guard
from emulator.gateway.hosts import HostKind, Hosts
from emulator.gateway.places import is_internal, place_of
from emulator.gateway.table import TABLE, Answer, Caller, Place

HOSTS = {
    HostKind.OWN: ("127.0.0.1:4566", "localhost:4566", "localhost.localstack.cloud:4566", "[::1]:4566", "emulator", ""),
    HostKind.API: (
        "x.execute-api.localhost:4566",
        "x.y.execute-api.localhost",
        "x.execute-api.us-east-1.amazonaws.com",
        "vpce-1.execute-api.us-east-1.vpce.localhost",
        "x.lambda-url.us-east-1.localhost:4566",
        "x.lambda-url.us-east-1.localhost.localstack.cloud",
        "x.lambda-url.eu-west-3.127.0.0.1:4566",
    ),
    HostKind.WEBSITE: ("b.s3-website.localhost:4566", "b.s3-website-us-east-1.amazonaws.com"),
    HostKind.BUCKET: (
        "b.s3.localhost:4566",
        "amodhbh-media-uploads.s3.localhost:4566",
        "a.b.s3.us-east-1.localhost.localstack.cloud",
        "b.s3.amazonaws.com",
        "b.s3-eu-west-1.amazonaws.com",
    ),
    HostKind.SERVICE: (
        "sqs.us-east-1.127.0.0.1:4566",
        "sqs.us-east-1.amazonaws.com",
        "s3.amazonaws.com",
        "x.localhost",
    ),
    HostKind.FOREIGN: ("evil.example", "127.0.0.1.evil.example", "x.10.0.0.1", "x@127.0.0.1", "localhost:port"),
}
INTERNAL = (
    "/_harness/clock",
    "/_harness/lease",
    "/_harness/holdings",
    "/_harness/services",
    "/_harness/usage",
    "/_harness",
    "//_harness/clock",
    "/_localstack/health",
    "/_localstack/cloudformation/deploy",
    "/_localstack/health;x=y",
    "/_localstack",
    "/_aws/sqs/messages",
    "/_aws/events/rules/arn/trigger",
    "/_aws/execute-api",
    "/_aws/execute-api//x",
    "/_aws/lambda-url/us-east-1",
    "/_aws/lambda/init",
    "/_aws/sns/platform-endpoint-messages",
    "/_aws/s3-website",
)
PAGES = {
    Caller.CLIENT: {},
    Caller.PAGE: {"origin": "http://localhost:3000"},
    Caller.HOSTED: {"origin": "http://b.s3.localhost:4566"},
    Caller.STRANGER: {"origin": "http://evil.example"},
}
GUARD = Guard(Hosts(("emulator",)), lambda bucket: ({"AllowedMethods": ["PUT"], "AllowedOrigins": ["*"]},))


def answer(method: str, path: str, host: str, caller: Caller, **more: str) -> Answer:
    headers = {"host": host, **PAGES.get(caller, {}), **more}
    return GUARD.decide(method, path, "", headers, lambda: caller is Caller.FUNCTION).answer


def test_the_table_has_an_answer_for_every_place_and_caller() -> None:
    assert TABLE.keys() == set(Place)
    for place in Place:
        assert TABLE[place].keys() == set(Caller)


@pytest.mark.parametrize(("kind", "host"), [(kind, host) for kind, hosts in HOSTS.items() for host in hosts])
def test_kinds_of_hosts(kind: HostKind, host: str) -> None:
    assert Hosts(("emulator",)).kind(host) is kind


@pytest.mark.parametrize("caller", Caller)
@pytest.mark.parametrize("kind", HostKind)
def test_internal_routes_are_for_clients_under_the_emulator_s_own_names(kind: HostKind, caller: Caller) -> None:
    allowed = kind is HostKind.OWN and caller is Caller.CLIENT
    for host, path, method in itertools.product(HOSTS[kind], INTERNAL, ("GET", "POST", "PUT", "DELETE", "OPTIONS")):
        expected = Answer.OPEN if allowed else Answer.REFUSED
        assert answer(method, path, host, caller) is expected, (host, path, method)


@pytest.mark.parametrize("caller", Caller)
@pytest.mark.parametrize("place", [p for p in Place if p not in {Place.INTERNAL, Place.DISGUISED}])
def test_every_other_place_is_answered_as_the_table_says(place: Place, caller: Caller) -> None:
    paths = {
        Place.EXECUTOR: "/_localstack_lambda/id/invocations/1/response",
        Place.CERTIFICATE: "/_aws/sns/SimpleNotificationService-6c6f.pem",
        Place.RESPONSE: "/_aws/cloudformation-response/token",
        Place.API: "/_aws/lambda-url/us-east-1/x/",
        Place.WEBSITE: "/_aws/s3-website/b/index.html",
        Place.SERVICE: "/",
    }
    expected = TABLE[place][caller]
    refused = expected in {Answer.ONLY_OBJECT, Answer.REFUSED}
    assert answer("GET", paths[place], "127.0.0.1:4566", caller) is (Answer.REFUSED if refused else expected)


def test_a_function_that_calls_itself_a_page_is_still_a_function() -> None:
    for header in ({"origin": "http://localhost:3000"}, {"referer": "http://127.0.0.1:3000/"}, {}):
        headers = {"host": "127.0.0.1:4566", **header}
        assert GUARD.decide("PUT", "/_harness/clock", "", headers, lambda: True).answer is Answer.REFUSED
        expected = Answer.REFUSED if header else Answer.OPEN
        assert GUARD.decide("PUT", "/_harness/clock", "", headers, lambda: False).answer is expected


def test_who_sent_it_is_only_looked_for_where_it_matters() -> None:
    def unexpected() -> bool:
        raise AssertionError("looked for")

    assert GUARD.decide("POST", "/", "", {"host": "127.0.0.1"}, unexpected).answer is Answer.OPEN
    assert GUARD.decide("GET", "/_aws/execute-api/a/b/c", "", {"host": "127.0.0.1"}, unexpected).answer is Answer.OPEN


@pytest.mark.parametrize("origin", ["http://127.0.0.1:4566", "http://x.execute-api.localhost:4566"])
def test_a_page_that_the_emulator_serves_drives_no_internal_route(origin: str) -> None:
    assert answer("PUT", "/_harness/clock", "127.0.0.1:4566", Caller.CLIENT, origin=origin) is Answer.REFUSED
    assert answer("POST", "/", "127.0.0.1:4566", Caller.CLIENT, origin=origin) is Answer.OPEN


def test_a_browser_that_says_nothing_may_be_a_page_s() -> None:
    browser = {"user_agent": "Mozilla/5.0"}
    named = {name.replace("_", "-"): value for name, value in browser.items()}
    headers = {"host": "127.0.0.1:4566", **named}
    assert GUARD.decide("GET", "/_aws/events/rules/a/trigger", "", headers, lambda: False).answer is Answer.REFUSED
    typed = {**headers, "sec-fetch-site": "none"}
    assert GUARD.decide("GET", "/_localstack/health", "", typed, lambda: False).answer is Answer.OPEN


@pytest.mark.parametrize(
    ("headers", "internal", "service"),
    [
        ({"sec-fetch-site": "none"}, Answer.OPEN, Answer.OPEN),
        ({"sec-fetch-site": "same-origin"}, Answer.REFUSED, Answer.OPEN),
        ({"sec-fetch-site": "same-site"}, Answer.REFUSED, Answer.OPEN),
        ({"sec-fetch-site": "cross-site"}, Answer.REFUSED, Answer.REFUSED),
        ({"sec-fetch-site": "unheard-of"}, Answer.REFUSED, Answer.REFUSED),
        ({"origin": "http://localhost:4899"}, Answer.REFUSED, Answer.OPEN),  # what another emulator serves
        ({"referer": "http://127.0.0.1:4899/bucket/page.html"}, Answer.REFUSED, Answer.OPEN),
        ({}, Answer.REFUSED, Answer.REFUSED),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "host", ["localhost:4566", "127.0.0.1:4566", "0.0.0.0:4566", "localhost.localstack.cloud:4566"]
)
def test_no_page_drives_internal_routes_however_it_shows_itself(
    host: str, headers: dict[str, str], internal: Answer, service: Answer
) -> None:
    asked = {"host": host, "user-agent": "Mozilla/5.0", **headers}
    for path in ("/_harness/egress", "/_localstack/health", "/_aws/sqs/messages"):
        assert GUARD.decide("GET", path, "", asked, lambda: False).answer is internal
    assert GUARD.decide("GET", "/bucket/key", "", asked, lambda: False).answer is service
    for path in ("/_aws/s3-website/b/index.html", "/_aws/execute-api/x/prod/"):
        assert (GUARD.decide("GET", path, "", asked, lambda: False).answer is Answer.OPEN) == (
            service is Answer.OPEN or not headers
        )


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/bucket/_localstack/health", Place.SERVICE),
        ("/_localstack_lambda/id/status", Place.EXECUTOR),
        ("/_localstack_lambda", Place.INTERNAL),
        ("/openapi.yaml", Place.INTERNAL),
        ("/openapi.yaml.bucket/key", Place.SERVICE),
    ],
)
def test_places_by_path(path: str, place: Place) -> None:
    assert place_of(HostKind.OWN, path) is place


def test_an_api_keeps_paths_of_its_own() -> None:
    assert place_of(HostKind.API, "/openapi.yaml") is Place.API
    assert place_of(HostKind.API, "/health") is Place.API
    assert place_of(HostKind.API, "/_aws/execute-api/abc/dev") is Place.API
    assert place_of(HostKind.BUCKET, "/_aws/execute-api/abc/dev") is Place.DISGUISED
    assert not is_internal("/harness")
