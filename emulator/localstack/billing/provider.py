"""Cost Explorer as LocalStack sees it: botocore's model and GetCostAndUsage; all else is refused by name."""

from collections.abc import Callable
from typing import Any

from localstack.aws.api import CommonServiceException, RequestContext
from localstack.aws.skeleton import Skeleton
from localstack.aws.spec import load_service
from localstack.services.plugins import Service

from emulator.billing.cost_explorer import Refused, answer
from emulator.localstack.billing.collecting import charged_to
from emulator.localstack.billing.tags import with_tags

NAME = "ce"


def service() -> Service:
    """The service, ready to register."""
    return Service(name=NAME, skeleton=Skeleton(load_service(NAME), dispatch_table()))


def dispatch_table() -> dict[str, Callable[[RequestContext, Any], Any]]:
    """A handler for every operation of the model."""
    refused = {name: _refusal(name) for name in load_service(NAME).operation_names}
    return {**refused, "GetCostAndUsage": get_cost_and_usage}


def get_cost_and_usage(context: RequestContext, request: Any = None) -> Any:
    """What the account's uses cost, by period, and by group where that is asked for."""
    try:
        return answer(dict(request or {}), with_tags(context.account_id, charged_to(context.account_id)))
    except Refused as error:
        raise CommonServiceException(error.code, str(error)) from error


def _refusal(name: str) -> Callable[[RequestContext, Any], Any]:
    def refuse(_: RequestContext, __: Any = None) -> Any:
        raise CommonServiceException(
            "NotImplemented", f"The emulator has no {name} of ce: it is refused, and nothing is done."
        )

    return refuse
