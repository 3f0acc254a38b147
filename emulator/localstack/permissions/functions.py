"""May this service invoke that function? The function's resource policy decides."""

import json
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from emulator.iam.evaluation import AccessRequest, evaluate
from emulator.iam.policies import Policies, Policy, PolicyKind, read_policy
from emulator.iam.principals import service as service_principal

KNOWN = 1024
_texts: dict[int, tuple[Any, tuple[Any, ...], str]] = {}
"""By the id of LocalStack's policy: the policy, the statements it had, and its text."""


def may_invoke(service: str, function_arn: str, source_arn: str, source_account: str) -> bool:
    """True when the policy of the function, or of the version or alias that is named, lets the service invoke it."""
    return _allows(policy_text(function_arn), service, function_arn, source_arn, source_account)


@lru_cache(KNOWN)
def _allows(text: str, service: str, function_arn: str, source_arn: str, source_account: str) -> bool:
    """The decision: the same for the same policy, for no condition of one sees more than is given here."""
    keys = {"aws:sourcearn": source_arn, "aws:sourceaccount": source_account}
    policy = _policy(text, function_arn)
    asked = AccessRequest(service_principal(service), "lambda:InvokeFunction", function_arn, context=keys)
    return evaluate(asked, Policies(resource=(policy,))).is_allowed


def policy_text(function_arn: str) -> str:
    """The function's resource policy as JSON; "" when there is no such function, or no policy.

    LocalStack puts statements into a policy and takes them out, and changes none: as long as it has the same ones, its
    text is the same.
    """
    from localstack.services.lambda_.invocation.models import lambda_stores

    _, _, _, region, account_id, _, name, *qualifier = function_arn.split(":")
    function = lambda_stores[account_id][region].functions.get(name) if account_id.isdigit() else None
    found = function.permissions.get(qualifier[0] if qualifier else "$LATEST") if function else None
    if found is None:
        return ""
    statements = tuple(found.policy.Statement)
    owner, had, text = _texts.get(id(found), (None, (), ""))
    if owner is not found or list(map(id, had)) != list(map(id, statements)):
        text = json.dumps(asdict(found.policy))
        if len(_texts) >= KNOWN:
            _texts.clear()
        _texts[id(found)] = found, statements, text
    return text


@lru_cache(KNOWN)
def _policy(text: str, function_arn: str) -> Policy:
    return read_policy(json.loads(text or "{}"), function_arn, PolicyKind.RESOURCE)
