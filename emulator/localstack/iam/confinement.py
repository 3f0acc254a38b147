"""Functions held to their own accounts, where that is asked for; see `emulator.accounts.confinement`."""

from typing import Any

from localstack.aws.api import CommonServiceException

from emulator.accounts.confinement import CONFINEMENT, other_account
from emulator.iam.principals import PrincipalKind
from emulator.iam.refusals import error_code, status_code
from emulator.localstack.gateway.guard import is_function
from emulator.localstack.iam.caller import caller_of
from emulator.localstack.seams import handles

_ISSUED = (PrincipalKind.ROLE, PrincipalKind.USER)


@handles(
    "request_handlers",
    at="serve_custom_service_request_handlers",
    why="LocalStack takes an account's number for its key; functions of people who share an emulator use issued ones.",
)
def hold_functions(_chain: Any, context: Any, _response: Any) -> None:
    """A handler for the gateway: CommonServiceException refuses what a function asks beyond its account."""
    if not CONFINEMENT.is_on or context.operation is None or context.is_internal_call:
        return
    if not is_function(context.request):
        return
    caller = caller_of(context)
    kind = caller.principal.kind if caller else None
    if kind not in _ISSUED:
        _refuse(context, "functions are held to their own accounts here: sign with the keys of the function's role")
    if other := other_account(context.service_request or {}, context.account_id):
        _refuse(context, f"functions are held to their own accounts here, and this names account {other}")


def _refuse(context: Any, why: str) -> None:
    service = context.service.service_name
    raise CommonServiceException(error_code(service), why, status_code(service), sender_fault=True)
