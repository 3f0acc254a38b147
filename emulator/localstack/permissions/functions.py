"""May this service invoke that function? The function's resource policy decides."""

from dataclasses import asdict
from typing import Any

from emulator.iam.evaluation import AccessRequest, evaluate
from emulator.iam.policies import Policies, PolicyKind, read_policy
from emulator.iam.principals import service as service_principal


def may_invoke(service: str, function_arn: str, source_arn: str, source_account: str) -> bool:
    """True when the policy of the function, or of the version or alias that is named, lets the service invoke it."""
    keys = {"aws:sourcearn": source_arn, "aws:sourceaccount": source_account}
    policy = read_policy(resource_policy(function_arn), function_arn, PolicyKind.RESOURCE)
    asked = AccessRequest(service_principal(service), "lambda:InvokeFunction", function_arn, context=keys)
    return evaluate(asked, Policies(resource=(policy,))).is_allowed


def resource_policy(function_arn: str) -> dict[str, Any]:
    """The function's resource policy; empty when there is no such function, or no policy."""
    from localstack.services.lambda_.invocation.models import lambda_stores

    _, _, _, region, account_id, _, name, *qualifier = function_arn.split(":")
    if not account_id.isdigit():
        return {}
    function = lambda_stores[account_id][region].functions.get(name)
    found = function.permissions.get(qualifier[0] if qualifier else "$LATEST") if function else None
    return asdict(found.policy) if found else {}
