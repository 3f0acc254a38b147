"""What LocalStack hands out, in the form that can be called as it stands, and the routes that answer it.

LocalStack puts a name before its configured host, `127.0.0.1`, for function URLs, buckets and web sites; CloudFormation
makes a name of AWS's out of an API's URL.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from localstack import config
from localstack.http import Request, Response, route
from localstack.services.edge import ROUTER
from rolo.request import get_raw_path

from emulator.divergences import divergences
from emulator.gateway import addresses
from emulator.localstack.seams import adds, assigns, wraps

SUFFIX = "amazonaws.com"
"""`AWS::URLSuffix`, as in AWS: templates name services' principals by it. URLs made of it get their path form."""


def path_form(text: str) -> str:
    """The path form on this emulator; anything else as it is."""
    return addresses.path_form(text, config.external_service_url())


@adds(
    "services.lambda_.invocation.lambda_models:FunctionUrlConfig.__init__",
    at="lambda",
    why="A function's URL is handed out in its path form; a name before an IP address resolves nowhere.",
)
def init_of_function_urls(owner: Any) -> Callable[..., None]:
    """The dataclass's constructor, given the path form."""
    original = owner.__init__

    def init(self: Any, *, function_arn: str, url: str, **kwargs: Any) -> None:
        original(self, function_arn=function_arn, url=path_form(url), **kwargs)
        arn = function_arn.split(":")
        divergences.touch("lambda-function-url", arn[6], arn[4])

    return init


_PREPROC = "services.cloudformation.engine.v2.change_set_model_preproc"


@wraps(
    f"{_PREPROC}:ChangeSetModelPreproc._perform_static_replacements",
    at="cloudformation",
    why="A URL that a template makes gets its path form, before LocalStack takes the region out of an API's name.",
)
def perform_static_replacements(original: Callable[..., Any], value: Any) -> Any:
    """LocalStack's replacements in the path form."""
    return original(path_form(value))


@assigns(f"{_PREPROC}:_AWS_URL_SUFFIX", at="cloudformation", why="Templates name services' principals by AWS's suffix.")
def url_suffix(_: Any) -> str:
    """`AWS::URLSuffix`."""
    return SUFFIX


class PathForms:
    """The routes of function URLs and web sites by path, which hand over to LocalStack's own, which go by host."""

    @route(f"{addresses.FUNCTION_URL}/<region>/<name>")
    @route(f"{addresses.FUNCTION_URL}/<region>/<name>/")
    @route(f"{addresses.FUNCTION_URL}/<region>/<name>/<greedy_path:path>")
    @route(f"{addresses.WEBSITE}/<name>")
    @route(f"{addresses.WEBSITE}/<name>/")
    @route(f"{addresses.WEBSITE}/<name>/<greedy_path:path>")
    def answer(self, request: Request, **_: Any) -> Response:
        """What the same request to the host form is answered."""
        meant = addresses.host_form(get_raw_path(request))
        endpoint = None if meant is None else _endpoint_of(meant)
        if meant is None or endpoint is None:
            return Response.for_json({"message": "Not Found"}, status=404)
        response: Response = endpoint(_moved(request, meant), **meant.names, path=unquote(meant.path.lstrip("/")))
        return response


def _endpoint_of(meant: addresses.HostForm) -> Callable[..., Response] | None:
    """LocalStack's endpoint for hosts of this kind: of its route for any path, not of whichever else would match."""
    kind = f".{meant.host.split('.')[1]}."
    found = (rule.endpoint for rule in ROUTER.url_map.iter_rules() if kind in (rule.host or ""))
    return next(found, None)


def _moved(request: Request, meant: addresses.HostForm) -> Request:
    headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
    moved = Request(
        request.method,
        unquote(meant.path),
        headers={**headers, "Host": f"{meant.host}:{config.GATEWAY_LISTEN[0].port}"},
        body=request.get_data(),
        scheme=request.scheme,
        query_string=request.query_string,
        remote_addr=request.remote_addr,
        raw_path=meant.path,
    )
    moved.harness_as_sent = request  # what a signature is about
    return moved
