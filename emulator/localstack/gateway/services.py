"""Which service a request is for, found out once for all requests that say the same of it.

LocalStack looks at the name in the signature, the target, the host and the path, and only if these don't tell at the
body. What the former tell is remembered; a request whose path or body matters is looked at anew.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from emulator.localstack.seams import assigns

KNOWN = 2048
SIGNED = "AWS4-HMAC-SHA256 Credential="


@dataclass(frozen=True)
class Outside:
    """What a request says of its service without its body; LocalStack leaves the body of a `shallow` one alone."""

    headers: "Headers"
    host: str
    path: str
    shallow: bool = field(default=True, init=False)


@dataclass(frozen=True)
class Headers:
    """The three headers that matter; `get` is all that is asked of them."""

    authorization: str | None
    target: str | None
    protocol: str

    def get(self, name: str, default: str | None = None) -> str | None:
        """A header by its name; None or `default` without it."""
        found = {"authorization": self.authorization, "x-amz-target": self.target, "smithy-protocol": self.protocol}
        return found[name.lower()] or default


@assigns(
    "aws.handlers.service:determine_aws_service_model",
    why="Requests that say the same of their service are for the same.",
)
def determine(original: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, with a memory."""

    known: dict[tuple[str, str | None, str, str], Any] = {}

    def service(request: Any, services: Any = None) -> Any:
        headers = request.headers
        authorization, _, _ = (headers.get("authorization") or "").partition(",")
        names_service = authorization.count("/") == 4 and authorization.startswith(SIGNED)
        if services is not None or request.path != "/" or not names_service:
            return original(request, services)
        said = authorization.rpartition("/aws4")[0].rpartition("/")[2], headers.get("x-amz-target")
        key = (*said, headers.get("Smithy-Protocol", ""), request.host)
        found = known.get(key)
        if found is None:
            found = original(Outside(Headers(authorization, *key[1:3]), request.host, "/"))
            if found is None:
                return original(request)
            if len(known) >= KNOWN:
                known.clear()
            known[key] = found
        return found

    return service


@assigns("aws.handlers.service:create_parser", why="A parser of a protocol keeps nothing of what it has parsed.")
def parser(original: Callable[..., Any]) -> Callable[..., Any]:
    """One parser for each service and protocol."""
    return _one_of_each(original)


@assigns("aws.skeleton:create_serializer", why="A serializer of a protocol keeps nothing of what it has serialized.")
def serializer(original: Callable[..., Any]) -> Callable[..., Any]:
    """One serializer for each service and protocol."""
    return _one_of_each(original)


def _one_of_each(original: Callable[..., Any]) -> Callable[..., Any]:
    made: dict[tuple[int, Any], tuple[Any, Any]] = {}

    def create(service: Any, protocol: Any = None) -> Any:
        known = made.get((id(service), protocol))
        if known is None:
            # The service is kept with it, so that its id isn't another one's later.
            known = made[(id(service), protocol)] = (service, original(service, protocol))
        return known[1]

    return create
