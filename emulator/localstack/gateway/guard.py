"""The guard in LocalStack's gateway: its first handler, and two more that hold requests to where they may go."""

import json
import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from weakref import WeakSet

from localstack import config

from emulator.gateway.decision import Guard, Verdict
from emulator.gateway.hosts import Hosts
from emulator.gateway.objects import OPERATIONS, CorsRules, object_of
from emulator.gateway.places import is_internal, is_particular, place_of
from emulator.gateway.table import Answer, Place
from emulator.lambda_.callers import Caller, caller_of
from emulator.localstack.gateway.routes import is_of_an_api
from emulator.localstack.lambda_docker.containers import is_a_function_s
from emulator.localstack.s3.signer import signer
from emulator.localstack.seams import handles, wraps
from emulator.localstack.server.environment import CONNECTION, sent_path
from emulator.localstack.server.headers import IndexedHeaders
from emulator.server.channel import Channel

VARIABLE = "HARNESS_ALLOWED_HOSTS"
ONLY = "x-harness-only"
"""The header of who passes requests of others on: with it a request goes to an object of S3, signed, or nowhere."""


@handles("request_handlers", 0, why="A web page can't drive the emulator: the guard sees each request first.")
def refuse_what_may_go_nowhere(chain: Any, context: Any, response: Any) -> None:
    """Refuse a request that no part of the emulator may answer."""
    handler()(chain, context, response)


@handles("request_handlers", "serve_localstack_resources", why="What may only go to an API is taken by no other route.")
def refuse_what_no_api_takes(chain: Any, context: Any, response: Any) -> None:
    """Refuse a request that was meant for an API and is none's."""
    handler().before_routes(chain, context, response)


@handles("request_handlers", "parse_service_request", why="What may only go to an object of S3 goes nowhere else.")
def refuse_what_is_for_no_object(chain: Any, context: Any, response: Any) -> None:
    """Refuse a request that was meant for an object of a bucket and was taken for something else."""
    handler().after_parsing(chain, context, response)


@wraps(
    "aws.handlers.cors:CorsEnforcer._is_in_allowed_origins",
    why="LocalStack trusts origins of the web; the guard's list is the only one.",
)
def is_allowed(_: Callable[..., bool], _allowed: Any, origin: str) -> bool:
    """Whether an origin is one of the guard's."""
    return allowed_hosts().is_ours(origin)


@lru_cache(maxsize=1)
def handler() -> "GuardHandler":
    """The one of this process."""
    return GuardHandler(Guard(allowed_hosts(), cors_rules))


@lru_cache(maxsize=1)
def allowed_hosts() -> Hosts:
    """The list: built-in names, the emulator's own configured host, and those of HARNESS_ALLOWED_HOSTS."""
    named = [config.LOCALSTACK_HOST.host, *os.environ.get(VARIABLE, "").split(",")]
    return Hosts(tuple(name.strip().lower() for name in named if name.strip()))


def cors_rules(bucket: str) -> CorsRules:
    """The CORS rules of every bucket of that name, whichever account has it; S3 then applies those of the one meant."""
    from emulator.localstack.s3.namespaces import buckets_named

    found = (one.cors_rules or {} for one in buckets_named(bucket).values())
    return tuple(rule for rules in found for rule in rules.get("CORSRules", ()))


class GuardHandler:
    """Asks the guard about each request, and keeps the verdict with the request's context."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    def __call__(self, chain: Any, context: Any, response: Any) -> None:
        """Refuse what may go nowhere."""
        verdict = context.guard_verdict = self.verdict(context.request)
        if verdict.answer is Answer.REFUSED:
            refuse(chain, response, verdict.reason)

    def verdict(self, request: Any) -> Verdict:
        """What the guard decides from a request's head and who sent it."""
        sent = request.headers
        headers = sent.by_name if isinstance(sent, IndexedHeaders) else {k.lower(): v for k, v in sent.items()}
        found = self._verdict(request, headers)
        return found if ONLY not in headers or found.answer is Answer.REFUSED else self._narrowed(request, headers)

    def _narrowed(self, request: Any, headers: Mapping[str, str]) -> Verdict:
        """For a request that says itself that it is for an object, on behalf of somebody who may ask for no more."""
        bucket, key = object_of(self._guard.hosts, headers.get("host", ""), request.path)
        if self.place(request) is Place.SERVICE and bucket and key:
            return Verdict(Answer.ONLY_OBJECT, bucket=bucket)
        return Verdict(Answer.REFUSED, "The emulator refused this request: it is for no object of S3, and says it is.")

    def _verdict(self, request: Any, headers: Mapping[str, str]) -> Verdict:
        if _is_plain(request.environ.get("RAW_URI", ""), request.path):
            known = self._guard.of_a_program(headers)
            if known is not None:
                return known
        query = request.query_string.decode("latin-1")
        # LocalStack's routers go by the path as it was sent, its services by the decoded one.
        raw = sent_path(request)
        path = raw if is_internal(raw) else request.path
        return self._guard.decide(request.method, path, query, headers, lambda: is_function(request))

    def place(self, request: Any) -> Place:
        """What a request is for."""
        raw = sent_path(request)
        host = self._guard.hosts.kind(request.headers.get("host", ""))
        return place_of(host, raw if is_internal(raw) else request.path)

    def before_routes(self, chain: Any, context: Any, response: Any) -> None:
        """Refuse what may only go to an API and would be taken by another route, or by none: then services are guessed.

        And what may only go to an object: no route is one's.
        """
        verdict: Verdict = context.guard_verdict
        if verdict.answer is Answer.ONLY_API and not is_of_an_api(context.request):
            refuse(chain, response, "The emulator refused this request of a web page: no API answers at this address.")

    def after_parsing(self, chain: Any, context: Any, response: Any) -> None:
        """Refuse what may only go to an object of a bucket and was taken for something else, or isn't signed."""
        verdict: Verdict = context.guard_verdict
        if verdict.answer is not Answer.ONLY_OBJECT:
            return
        is_s3 = context.service is not None and context.service.service_name == "s3"
        asked = context.service_request or {}
        if not is_s3 or context.operation.name not in OPERATIONS or asked.get("Bucket") != verdict.bucket:
            refuse(chain, response, "The emulator refused this request of a web page: it is not for an object of S3.")
        elif signer(context, with_form=True) is None:
            refuse(chain, response, "The emulator refused this request of a web page: nobody has signed it.")


def _is_plain(target: str, path: str) -> bool:
    """Whether a request has a path that is no particular one, as it was sent and decoded."""
    return target.startswith("/") and not (is_particular(target) or is_particular(path))


def is_function(request: Any) -> bool:
    """Whether a function sent it; one of whom the server doesn't tell where it came from counts as a function's.

    So does what the emulator sends over a connection. Its own requests need none (`server.inside`): this one goes to an
    address that somebody gave it, as the target of an integration, a subscription or a rule.
    """
    address, port = request.environ.get("REMOTE_ADDR"), request.environ.get("REMOTE_PORT")
    if not address or not port:
        return True
    return not _is_the_machine_s(request, (address, int(port))) or is_a_function_s(address)


_of_the_machine: WeakSet[Channel] = WeakSet()
"""Connections whose other end was found with a program that is no function: a connection has the same two ends as long
as it is open."""


def _is_the_machine_s(request: Any, peer: tuple[str, int]) -> bool:
    connection = request.environ.get(CONNECTION)
    if connection in _of_the_machine:
        return True
    found = caller_of(peer, config.GATEWAY_LISTEN[0].port) is Caller.MACHINE
    if found and isinstance(connection, Channel):
        _of_the_machine.add(connection)
    return found


def refuse(chain: Any, response: Any, message: str) -> None:
    """Answer 403 with the message, and let no other handler see the request."""
    response.status_code = 403
    response.headers["Content-Type"] = "application/json"
    response.data = refusal(message)
    chain.terminate()


def refusal(message: str) -> str:
    """The body of a refusal."""
    return json.dumps({"__type": "AccessDeniedException", "message": message})
