"""What LocalStack asks of itself in parameters, not in HTTP: such a request enters the gateway behind the parser.

Between parser and service, and after it, stands all that decides, counts and shows a request; that is walked as by any
other. Only writing a request down to read it again is left out, and the same of an answer that isn't an error; and
the guard, which is for what comes from outside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from localstack.aws.api import RequestContext, ServiceException
from rolo.response import Response

from emulator.localstack.gateway.guard import refuse_what_is_for_no_object
from emulator.localstack.installers import check
from emulator.localstack.server.environment import environment_of, request_of
from emulator.localstack.server.within import WITHIN
from emulator.localstack.server.wsgi import answer_of
from emulator.localstack.service_models import model_of
from emulator.server.answer import Answer
from emulator.server.head import Head

HOST = "localhost"
CREDENTIAL = (
    "AWS4-HMAC-SHA256 Credential={}/20160623/{}/{}/aws4_request, SignedHeaders=host;x-amz-date, Signature=inside"
)
_behind: dict[int, tuple[list[Any], list[Any]]] = {}
"""By the id of a list of the gateway's handlers: that list, and what is walked of it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the service answered: `result` as it returned it, or the answer of HTTP where there is no such thing."""

    request_id: str
    status: int
    result: Mapping[str, Any] | None
    answer: Answer


@lru_cache(1024)
def credential(access_key: str, region: str, service: str) -> str:
    """An Authorization header that names a credential; nobody looks at signatures inside the process."""
    return CREDENTIAL.format(access_key, region, service)


def call(
    service: str,
    operation: str,
    parameters: dict[str, Any],
    headers: list[tuple[str, str]],
    told: Mapping[str, Any] | None = None,
) -> Outcome:
    """Have the gateway answer a request for this operation. The headers say who asks, or `told` does."""
    from localstack.runtime import get_current_runtime

    model = model_of(service)
    http = model.operation_model(operation).http
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in (("Host", HOST), *headers)]
    method = str(http.get("method", "POST"))
    head = Head(method, b"/", "1.1", raw, 0, persistent=True, continues=False, websocket=False)
    environment = environment_of(head, WITHIN, BytesIO())
    context = RequestContext(request_of(environment))
    context.service, context.protocol = model, model.protocol
    context.operation, context.service_request = model.operation_model(operation), parameters
    context.internal_request_params = told
    response = Response()
    chain = get_current_runtime().components.gateway.new_chain()
    chain.request_handlers = _behind_the_parser(chain.request_handlers)
    chain.handle(context, response)
    by_value = getattr(context, "answered_by_value", False) and response.status_code < 400
    result = context.service_response if by_value else None
    return Outcome(str(context.request_id), response.status_code, result, answer_of(response, environment))


def _behind_the_parser(handlers: list[Any]) -> list[Any]:
    """What a parsed request still has to pass; the gateway's lists only grow, and a grown one is looked at anew."""
    from localstack.aws import handlers as known
    from localstack.aws.handlers.service import ServiceRequestRouter

    found = _behind.get(id(handlers))
    if found is None or found[0] != handlers:
        first = next(index for index, one in enumerate(handlers) if one is known.parse_service_name) + 1
        of_http = (known.parse_pre_signed_url_request, known.parse_service_request, refuse_what_is_for_no_object)
        kept = [one for one in handlers[first:] if not any(one is each for each in of_http)]
        rest = [_Dispatch(one) if isinstance(one, ServiceRequestRouter) else one for one in kept]
        walked = [known.add_internal_request_params, known.handle_runtime_shutdown, *rest]
        found = _behind[id(handlers)] = list(handlers), walked
    return found[1]


class _Dispatch:
    """Calls the service as LocalStack's router does; what that returns is the answer, and isn't written down."""

    def __init__(self, router: Any) -> None:
        self._router = router

    def __call__(self, chain: Any, context: Any, response: Any) -> None:
        from localstack.aws.api.core import ServiceOperation
        from localstack.aws.handlers.service import SkeletonHandler
        from localstack.aws.protocol.serializer import create_serializer

        service, operation = context.service.service_name, context.operation
        found = self._router.handlers.get(ServiceOperation(service, operation.name))
        if not isinstance(found, SkeletonHandler):
            self._router(chain, context, response)
            return
        check(service, operation.name, context.account_id)
        skeleton = found.skeleton
        try:
            result = skeleton.dispatch_table[operation.name](context, context.service_request) or {}
        except ServiceException as refusal:
            serializer = create_serializer(context.service, context.protocol)
            response.update_from(skeleton.on_service_exception(serializer, context, refusal))
            return
        if isinstance(result, Response):
            response.update_from(result)
            return
        context.service_response, context.answered_by_value = result, True
        response.status_code = _status(operation, result)


def _status(operation: Any, result: Mapping[str, Any]) -> int:
    """The status that the serializer would have given the answer."""
    shape = operation.output_shape
    for name, member in shape.members.items() if shape else ():
        if member.serialization.get("location") == "statusCode" and name in result:
            return int(result[name])
    return int(operation.http.get("responseCode", 200))
