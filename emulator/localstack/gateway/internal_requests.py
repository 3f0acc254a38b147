"""What LocalStack says of its own requests, which only LocalStack may say.

A request between its services carries in a header for whom it acts: a service, a role. Whoever sends that header is
believed, so that anybody could ask in a service's name. Here it carries a secret of this process as well.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from hmac import compare_digest
from types import MappingProxyType
from typing import Any

from emulator.localstack.gateway.guard import refuse
from emulator.localstack.seams import wraps

MEMBER = "harness_secret"
REFUSED = "The emulator refused the header {header}: it is for LocalStack's own requests. Send the request without it."
_secret = secrets.token_urlsafe(24)
_WHY = "Whoever sends the header of LocalStack's own requests could ask in the name of a service."


@wraps("aws.connect:dump_dto", why=_WHY)
def dump_dto(original: Callable[[Any], str], data: Any) -> str:
    """The header's text, with the secret."""
    return original({**data, MEMBER: _secret})


@wraps("aws.handlers.internal_requests:InternalRequestParamsEnricher.__call__", why=_WHY)
def enrich(original: Callable[..., None], self: Any, chain: Any, context: Any, response: Any) -> None:
    """Believe what carries the secret, and refuse what doesn't."""
    from localstack.aws.connect import INTERNAL_REQUEST_PARAMS_HEADER

    told = context.request.headers.get(INTERNAL_REQUEST_PARAMS_HEADER)
    if told is None:  # as of every request that comes from outside
        return
    if is_genuine(told):
        original(self, chain, context, response)
    else:
        refuse(chain, response, REFUSED.format(header=INTERNAL_REQUEST_PARAMS_HEADER))


def told_inside(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the header would tell of a request that never has one, because it doesn't leave the process."""
    return MappingProxyType({**data, MEMBER: _secret})


def is_genuine(told: str) -> bool:
    """Whether a header's text carries this process's secret."""
    try:
        found = json.loads(told).get(MEMBER)
    except (ValueError, AttributeError):
        return False
    return isinstance(found, str) and compare_digest(found.encode(), _secret.encode())
