"""`SimulatePrincipalPolicy` and `SimulateCustomPolicy` by the evaluator that decides requests.

LocalStack answers the first by looking for the action's very name, and not at all the second.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from botocore import xform_name

from emulator.iam.policies import Policies, Policy, PolicyKind, read_policy
from emulator.iam.principals import Principal, root, session, user
from emulator.iam.simulation import Simulation, context_of, simulate
from emulator.localstack.iam.policies import held_by, held_by_group
from emulator.localstack.seams import adds, wraps

_GROUP = ":group/"
_CUSTOM_ACCOUNT = "000000000000"


@wraps(
    "services.iam.provider:IamProvider.simulate_principal_policy",
    at="iam",
    why="LocalStack looks for an action's very name in the policies; here it is decided as a request would be.",
)
def simulate_principal_policy(
    _original: Any, _provider: Any, _context: Any = None, request: Any = None, **given: Any
) -> dict[str, Any]:
    """What a user, a group or a role may do, with further policies; NoSuchEntity when there is none of that ARN.

    One release of LocalStack hands over the request's parameters one by one, the other the request.
    """
    given |= {xform_name(name): value for name, value in (request or {}).items()}
    policy_source_arn, action_names = given["policy_source_arn"], given["action_names"]
    found = _held(policy_source_arn)
    more = _read(given.get("policy_input_list"), "PolicyInputList", PolicyKind.IDENTITY)
    return _answer(_principal(policy_source_arn), replace(found, identity=found.identity + more), action_names, given)


@adds(
    "services.iam.provider:IamProvider.simulate_custom_policy",
    at="iam",
    why="LocalStack has no SimulateCustomPolicy.",
)
def simulate_custom_policy(_: type) -> Any:
    """The operation: what whoever has these policies may do."""

    def answer(_provider: Any, policy_input_list: list[str], action_names: list[str], **given: Any) -> dict[str, Any]:
        policies = Policies(identity=_read(policy_input_list, "PolicyInputList", PolicyKind.IDENTITY))
        caller = str(given.get("caller_arn") or f"arn:aws:iam::{_CUSTOM_ACCOUNT}:user/simulated")
        return _answer(_principal(caller), policies, action_names, given)

    return answer


def _answer(principal: Principal, policies: Policies, actions: list[str], given: dict[str, Any]) -> dict[str, Any]:
    boundary = given.get("permissions_boundary_policy_input_list")
    resource = [given["resource_policy"]] if given.get("resource_policy") else []
    policies = replace(
        policies,
        resource=_read(resource, "ResourcePolicy", PolicyKind.RESOURCE),
        boundary=_read(boundary, "PermissionsBoundaryPolicyInputList", PolicyKind.BOUNDARY)
        if boundary
        else policies.boundary,
    )
    asked = Simulation(principal, policies, context_of(given.get("context_entries") or ()))
    return {"IsTruncated": False, "EvaluationResults": simulate(asked, actions, given.get("resource_arns"))}


def _held(arn: str) -> Policies:
    from localstack.aws.api.iam import NoSuchEntityException

    found = held_by_group(arn) if _GROUP in arn else held_by(_principal(arn)).policies if _exists(arn) else None
    if found is None:
        raise NoSuchEntityException(f"The entity {arn} cannot be found.")
    return found


def _exists(arn: str) -> bool:
    from emulator.localstack.iam.stores import iam, role_named

    backend = iam(arn.split(":")[4])
    name = arn.rsplit("/", 1)[-1]
    return role_named(arn) is not None if ":role/" in arn else backend is not None and name in backend.users


def _principal(arn: str) -> Principal:
    if ":role/" in arn:
        return session(arn, "simulated")
    return root(arn.split(":")[4]) if arn.endswith(":root") else user(arn)


def _read(documents: Iterable[str] | None, name: str, kind: PolicyKind) -> tuple[Policy, ...]:
    from localstack.aws.api.iam import InvalidInputException

    try:
        return tuple(
            read_policy(json.loads(text), f"{name}.{place}", kind) for place, text in enumerate(documents or (), 1)
        )
    except (ValueError, AttributeError) as error:
        raise InvalidInputException(f"{name}: the policy is no JSON that AWS would accept: {error}") from error
