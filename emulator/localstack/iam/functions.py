"""What a function's role may do, when it isn't the function that asks but Lambda in its name."""

from typing import Any

from emulator.iam.actions.call import Need
from emulator.iam.principals import session
from emulator.localstack.iam import grants
from emulator.localstack.iam.caller import Caller
from emulator.localstack.iam.decisions import asking, decide
from emulator.localstack.iam.stores import peek


def role_of(function: str, account_id: str, region: str) -> str:
    """The ARN of the role of a function's latest version; "" when there is no such function."""
    from localstack.services.lambda_.invocation.models import lambda_stores

    store = peek(lambda_stores, account_id, region)
    found: Any = store.functions.get(function) if store else None
    return str(found.latest().config.role) if found else ""


def role_may(function: str, role_arn: str, account_id: str, region: str, need: Need) -> bool:
    """True when the function's session of its role may do it; recorded as any other request."""
    caller = Caller(session(role_arn, function))
    key = (caller.principal, account_id, region, need.action, need.resource)
    if grants.is_granted(key, caller):
        return True
    asked = asking(caller.principal, account_id, region)
    decided = decide(asked, need)
    grants.remember(key, asked, [decided])
    return decided.decision.is_allowed
