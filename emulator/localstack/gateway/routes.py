"""What LocalStack's routers would answer: which of their routes are deployed APIs', and `GET /_harness/routes`.

That route lists every route that any router has, as `{"routes": [{"path", "host", "methods", "place"}, …]}` with the
place that the guard's table gives it, so that none is forgotten.
"""

from typing import Any

from localstack.http import Request, Response, route
from localstack.services.edge import ROUTER
from localstack.services.internal import get_internal_apis
from rolo.request import get_raw_path
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from emulator.gateway.hosts import HostKind
from emulator.gateway.places import place_of

_API_HOSTS, _API_PATHS = (".execute-api.", ".lambda-url."), ("/_aws/execute-api/", "/restapis/", "/_aws/lambda-url/")


def is_of_an_api(request: Any) -> bool:
    """Whether the route that would take the request is a deployed API's or a function URL's."""
    try:
        matcher = ROUTER.url_map.bind(server_name=request.host)
        rule, _ = matcher.match(get_raw_path(request), method=request.method, return_rule=True)
    except HTTPException:
        return False
    return _is_an_api_s(rule)


def _is_an_api_s(rule: Rule) -> bool:
    return any(part in (rule.host or "") for part in _API_HOSTS) or rule.rule.startswith(_API_PATHS)


def _kind(host: str) -> HostKind:
    """What the host pattern of a rule is for; a rule for any host is asked under the emulator's own."""
    if any(part in host for part in _API_HOSTS):
        return HostKind.API
    return HostKind.WEBSITE if ".s3-website." in host else HostKind.OWN


class GuardRoutes:
    """The route, for LocalStack's gateway."""

    @route("/_harness/routes", methods=["GET"])
    def routes(self, request: Request, **_: Any) -> Response:
        """Every route there is now; services add theirs when they are first used."""
        rules = [*ROUTER.url_map.iter_rules(), *get_internal_apis().url_map.iter_rules()]
        listed = [
            {
                "path": rule.rule,
                "host": rule.host or "",
                "methods": sorted(rule.methods or ()),
                "place": place_of(_kind(rule.host or ""), rule.rule).name,
            }
            for rule in rules
        ]
        return Response.for_json({"routes": sorted(listed, key=lambda one: (one["path"], one["host"]))})
