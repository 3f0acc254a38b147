"""API Gateway's own answers: status, message, and what access logs say of them."""

from collections.abc import Mapping

from emulator.apigatewayv2.access_log import gateway_error
from emulator.apigatewayv2.message import message


class Refusal(Exception):
    """Answer `status` with `{"message": text}`; `kind` is the gateway response type that access logs show."""

    def __init__(self, status: int, text: str, kind: str, variables: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.response = message(status, text)
        self.variables = {**gateway_error(text, kind), **(variables or {})}


def no_route() -> Refusal:
    """No route takes the request."""
    return Refusal(404, "Not Found", "RESOURCE_NOT_FOUND")


def too_large() -> Refusal:
    """The request is more than the API or Lambda takes."""
    return Refusal(413, "Request Entity Too Large", "REQUEST_TOO_LARGE")


def throttled() -> Refusal:
    """More requests than the route takes."""
    return Refusal(429, "Too Many Requests", "THROTTLED")


def unauthorized() -> Refusal:
    """An identity source is missing."""
    return Refusal(401, "Unauthorized", "UNAUTHORIZED")


def forbidden() -> Refusal:
    """The authorizer said no."""
    return Refusal(403, "Forbidden", "ACCESS_DENIED")


def authorizer_failed(why: str) -> Refusal:
    """The authorizer could not be asked, or gave no valid answer."""
    return Refusal(500, "Internal Server Error", "AUTHORIZER_FAILURE", {"authorizer.error": why})


def integration_failed(variables: Mapping[str, str]) -> Refusal:
    """The function could not be called, failed, or gave no valid answer."""
    return Refusal(500, "Internal Server Error", "INTEGRATION_FAILURE", variables)


def integration_unavailable(variables: Mapping[str, str]) -> Refusal:
    """The function did not answer in time, or Lambda throttled it."""
    return Refusal(503, "Service Unavailable", "INTEGRATION_TIMEOUT", variables)
