"""The service that a request is for by its head alone, and so the most that its body may have."""

from typing import Any

from emulator.gateway.body_limits import Asked, Limit, limit_of
from emulator.gateway.table import Answer, Place
from emulator.localstack.gateway.guard import GuardHandler


def body_limit(request: Any, guard: GuardHandler) -> Limit | None:
    """The limit of a request whose body isn't here yet; None where the server's own is the only one."""
    place = guard.place(request)
    asked = Asked(
        place,
        guard.verdict(request).answer is Answer.ONLY_OBJECT,
        service_of(request) if place is Place.SERVICE else "",
        request.method,
        request.host,
        request.path,
        {name.lower(): value for name, value in request.headers.items()},
    )
    return limit_of(asked)


def service_of(request: Any) -> str:
    """The name of the service as the gateway will tell it, where it needs no body for it; else empty."""
    from localstack.aws.handlers.service import determine_aws_service_model

    found = determine_aws_service_model(request)
    return str(found.service_name) if found is not None else ""
