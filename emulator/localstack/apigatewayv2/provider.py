"""The apigatewayv2 service as LocalStack sees it: botocore's model, with our operations behind it.

LocalStack's community edition has no such service; every operation that isn't ours is refused by name, and a list of
what can't exist here is empty.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from localstack.aws.api import RequestContext
from localstack.aws.skeleton import Skeleton
from localstack.aws.spec import load_service
from localstack.services.plugins import Service

from emulator.localstack.apigatewayv2.control import apis, authorizers, integrations, routes, stages, tags  # noqa: F401
from emulator.localstack.apigatewayv2.control.operations import OPERATIONS, Call, unsupported
from emulator.localstack.apigatewayv2.store import LOCK, stores

NAME = "apigatewayv2"
EMPTY_LISTS = frozenset({"GetDomainNames", "GetIntegrationResponses", "GetModels", "GetRouteResponses", "GetVpcLinks"})

Handler = Callable[[RequestContext, Any], Any]


class HttpApiService(Service):  # type: ignore[misc, unused-ignore]
    """A service of LocalStack that shows its state where it is, rather than where LocalStack would look for it."""

    def accept_state_visitor(self, visitor: Any) -> None:
        """Show every account's APIs."""
        visitor.visit(stores)


def service() -> Service:
    """The service, ready to register."""
    return HttpApiService(name=NAME, skeleton=Skeleton(load_service(NAME), dispatch_table()))


def dispatch_table() -> dict[str, Handler]:
    """A handler for every operation of the model."""
    return {name: _handler(name) for name in load_service(NAME).operation_names}


def _handler(name: str) -> Handler:
    def handle(context: RequestContext, request: Any = None) -> Any:
        if name in EMPTY_LISTS:
            return {"Items": []}
        operation = OPERATIONS.get(name)
        if operation is None:
            raise unsupported(name)
        account_id, region = context.account_id, context.region
        with LOCK:
            answer = operation(Call(account_id, region, stores[account_id][region]), dict(request or {}))
            # A copy, because the answer is serialised when others may change the records again.
            return deepcopy(answer)

    return handle
