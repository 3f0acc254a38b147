"""One request through an HTTP API: stage, preflight, route, authorizer, function, CORS headers, access log."""

from dataclasses import dataclass, replace
from time import monotonic

from emulator.apigatewayv2 import access_log, cors, refusal
from emulator.apigatewayv2.address import Address, Stage, stage_of
from emulator.apigatewayv2.api import Owned, Record, Snapshot
from emulator.apigatewayv2.authorization import authorize
from emulator.apigatewayv2.deployments import served
from emulator.apigatewayv2.exchange import Exchange
from emulator.apigatewayv2.integration import integrate
from emulator.apigatewayv2.invocation import Backends
from emulator.apigatewayv2.measures import Served, is_detailed
from emulator.apigatewayv2.message import HttpRequest, HttpResponse, message
from emulator.apigatewayv2.refusal import Refusal
from emulator.apigatewayv2.route_key import RouteKey, best_match
from emulator.apigatewayv2.throttling import limits_of

MAX_BODY_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Arrival:
    """A request that just arrived: with what id and when, in seconds since the epoch."""

    request: HttpRequest
    request_id: str
    at_s: float


def respond(backends: Backends, owned: Owned, address: Address, arrival: Arrival) -> HttpResponse:
    """The API's answer. Without a stage, or a deployment of it, that is a 404 which no access log has."""
    started_s = monotonic()
    stage = stage_of(address, owned.api.stages)
    record = owned.api.stages.get(stage.name) if stage else None
    snapshot = served(owned.api, record) if record else None
    if stage is None or record is None or snapshot is None or owned.api.record["DisableExecuteApiEndpoint"]:
        return message(404, "Not Found").with_headers({"apigw-requestid": arrival.request_id})
    visit = _Visit(backends, owned, stage, snapshot, arrival.request, _exchange(owned, record, arrival))
    response = visit.response().with_headers({"apigw-requestid": arrival.request_id})
    latency_ms = round((monotonic() - started_s) * 1000)
    backends.measure(visit.served(record, response, latency_ms))
    if settings := record.get("AccessLogSettings"):
        visit.note("status", response.status)
        visit.note("responseLength", len(response.body))
        visit.note("responseLatency", latency_ms)
        entry = access_log.render(settings["Format"], visit.variables)
        stream = f"{visit.exchange.api_id}-{stage.name.removeprefix('$')}"
        backends.deliver(settings["DestinationArn"], stream, entry, visit.exchange.at_ms)
    return response


def _exchange(owned: Owned, stage: Record, arrival: Arrival) -> Exchange:
    return Exchange(
        account_id=owned.account_id,
        region=owned.region,
        api_id=owned.api.record["ApiId"],
        stage=stage["StageName"],
        stage_variables=stage["StageVariables"],
        route_key=RouteKey(""),
        path_parameters={},
        request_id=arrival.request_id,
        at_s=arrival.at_s,
    )


class _Visit:
    """A request in a stage; what is learned on the way is kept for the access log."""

    def __init__(
        self,
        backends: Backends,
        owned: Owned,
        stage: Stage,
        snapshot: Snapshot,
        request: HttpRequest,
        exchange: Exchange,
    ) -> None:
        self.backends = backends
        self.owned = owned
        self.stage = stage
        self.snapshot = snapshot
        self.request = request
        self.exchange = exchange
        self.variables: dict[str, str] = {}

    def note(self, name: str, value: object) -> None:
        """Keep a `$context` variable."""
        self.variables[name] = str(value)

    def response(self) -> HttpResponse:
        """The answer, with the API's CORS headers when it has a CORS configuration."""
        try:
            response = self._answer()
        except Refusal as refused:
            self.variables.update(refused.variables)
            response = self._with_cors(refused.response)
        self.variables = {**access_log.request_variables(self.request, self.exchange), **self.variables}
        return response

    def served(self, stage: Record, response: HttpResponse, latency_ms: int) -> Served:
        """The request as it is measured."""
        exchange, route, integration = self.exchange, self.exchange.route_key.text, self.variables
        return Served(
            exchange.account_id,
            exchange.region,
            exchange.api_id,
            exchange.stage,
            route if route and is_detailed(stage, route) else None,
            response.status,
            latency_ms,
            int(integration["integrationLatency"]) if "integrationLatency" in integration else None,
            len(self.request.body) + len(response.body),
        )

    def _throttle(self, route_key: str) -> None:
        limits = limits_of(self.owned.api.stages[self.exchange.stage], route_key)
        takes = self.owned.api.throttle.takes
        if limits is not None and not takes(self.exchange.stage, route_key, limits, self.exchange.at_s):
            raise refusal.throttled()

    def _with_cors(self, response: HttpResponse) -> HttpResponse:
        configuration = self.snapshot.cors
        return cors.with_cors(configuration, self.request, response) if configuration else response

    def _answer(self) -> HttpResponse:
        """A preflight is answered by the API, whatever its routes; only an authorizer of its route comes before."""
        if len(self.request.body) > MAX_BODY_BYTES:
            raise refusal.too_large()
        found = best_match(self.snapshot.routes, self.request.method, self.stage.path)
        configuration = self.snapshot.cors
        preflight = (
            cors.preflight_response(configuration, self.request)
            if configuration and cors.is_preflight(self.request)
            else None
        )
        if found is None:
            if preflight:
                return preflight
            raise refusal.no_route()
        route, parameters = found
        self.exchange = replace(self.exchange, route_key=route.key, path_parameters=parameters)
        self._throttle(route.key.text)
        if route.authorizer:
            self.exchange = authorize(
                self.backends.invoke, self.owned.api, dict(route.authorizer), self.request, self.exchange
            )
        if preflight:
            return preflight
        response, variables = integrate(self.backends.invoke, route.integration, self.request, self.exchange)
        self.variables.update(variables)
        return self._with_cors(response)
