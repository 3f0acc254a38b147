"""The guard in LocalStack's gateway: its first handler, and a second one that holds requests to where they may go."""

import json
import os
from typing import Any

from localstack import config
from localstack.aws.handlers import parse_service_name, serve_edge_router_rules
from localstack.aws.handlers.cors import CorsEnforcer
from localstack.runtime.current import get_current_runtime

from emulator.gateway.decision import CorsRules, Guard, Route, Verdict
from emulator.gateway.hosts import Hosts

VARIABLE = "HARNESS_ALLOWED_HOSTS"


def install() -> None:
    """Attach the guard to the running gateway; LocalStack's own check of origins uses the same list."""
    hosts = allowed_hosts()
    handler = GuardHandler(Guard(hosts, cors_rules))
    handlers = get_current_runtime().components.gateway.request_handlers
    handlers.insert(0, handler)
    handlers.insert(handlers.index(serve_edge_router_rules) + 1, handler.after_routes)
    handlers.insert(handlers.index(parse_service_name) + 1, handler.after_service)
    CorsEnforcer._is_in_allowed_origins = staticmethod(lambda _, origin: hosts.is_ours(origin))


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
        request = context.request
        headers = {name.lower(): value for name, value in request.headers.items()}
        query = request.query_string.decode("latin-1")
        verdict = self._guard.decide(request.method, request.path, query, headers)
        context.guard_verdict = verdict
        if verdict.route is Route.NONE:
            _refuse(chain, response, verdict.reason)

    def after_routes(self, chain: Any, context: Any, response: Any) -> None:
        """Refuse what may only go to an API and has not been taken by one: the rest of the chain guesses services."""
        verdict: Verdict = context.guard_verdict
        if verdict.route is Route.API:
            _refuse(chain, response, "The emulator refused this request of a web page: no API answers at this address.")

    def after_service(self, chain: Any, context: Any, response: Any) -> None:
        """Refuse what may only go to S3 and was taken for another service."""
        verdict: Verdict = context.guard_verdict
        if verdict.route is Route.S3 and (context.service is None or context.service.service_name != "s3"):
            _refuse(chain, response, "The emulator refused this request of a web page: it is not one for S3.")


def _refuse(chain: Any, response: Any, message: str) -> None:
    response.status_code = 403
    response.headers["Content-Type"] = "application/json"
    response.data = json.dumps({"__type": "AccessDeniedException", "message": message})
    chain.terminate()
