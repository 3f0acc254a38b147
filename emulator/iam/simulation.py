"""The policy simulator's answers: each action on each resource, decided as a request would be.

Rules: IAM API reference, "SimulatePrincipalPolicy", "SimulateCustomPolicy", "EvaluationResult".
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.iam.actions.call import account_of
from emulator.iam.conditions import texts
from emulator.iam.evaluation import AccessRequest, Decision, candidates, evaluate
from emulator.iam.policies import Policies, PolicyKind, Statement
from emulator.iam.principals import Principal
from emulator.iam.templates import Context, Variable

EVERYTHING = ("*",)


@dataclass(frozen=True)
class Simulation:
    """Who would ask, with which policies, and what the request would say."""

    principal: Principal
    policies: Policies
    context: Context = field(default_factory=dict)


def simulate(asked: Simulation, actions: Iterable[str], resources: Iterable[str] | None) -> list[dict[str, Any]]:
    """An `EvaluationResult` for every action and resource; without resources for `*`."""
    named = tuple(resources or EVERYTHING)
    return [_result(asked, action, resource) for action in actions for resource in named]


def context_of(entries: Iterable[Mapping[str, Any]]) -> Context:
    """The condition keys of `ContextEntries`."""
    return {
        str(entry["ContextKeyName"]).lower(): _values(texts(entry.get("ContextKeyValues"))) for entry in entries or ()
    }


def context_keys(policies: Policies) -> list[str]:
    """Every condition key and variable that policies mention: what `GetContextKeysFor…` answers."""
    every = (*policies.identity, *policies.resource, *(policies.boundary or ()), *(policies.session or ()))
    return sorted({key for policy in every for statement in policy.statements for key in _keys(statement)})


def _result(asked: Simulation, action: str, resource: str) -> dict[str, Any]:
    request = AccessRequest(asked.principal, action, resource, account_of(resource, ""), asked.context)
    decision = evaluate(request, asked.policies)
    result: dict[str, Any] = {
        "EvalActionName": action,
        "EvalResourceName": resource,
        "EvalDecision": decision.outcome.value,
        "MatchedStatements": _matched(decision),
        "MissingContextValues": _missing(request, asked.policies),
    }
    if asked.policies.boundary is not None:
        allowed = decision.kind is not PolicyKind.BOUNDARY
        result["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": allowed}
    return result


def _matched(decision: Decision) -> list[dict[str, Any]]:
    """The statement that decided."""
    if decision.statement is None:
        return []
    types = {PolicyKind.RESOURCE: "resource", PolicyKind.TRUST: "resource"}
    return [
        {
            "SourcePolicyId": decision.statement.policy,
            "SourcePolicyType": types.get(decision.statement.kind, "none"),
        }
    ]


def _missing(request: AccessRequest, policies: Policies) -> list[str]:
    """Keys that statements about this request ask for, and that the simulation wasn't given."""
    found = candidates(request, policies)
    statements = (
        *found.denies,
        *found.identity,
        *(one for _, one in found.resource),
        *(found.boundary or ()),
        *(found.session or ()),
    )
    return sorted({key for statement in statements for key in _keys(statement)} - set(request.context))


def _keys(statement: Statement) -> Iterator[str]:
    for test in statement.conditions:
        yield test.key
        yield from _variables(test.wanted)
    yield from _variables(statement.resources.templates)


def _variables(templates: Iterable[Any]) -> Iterator[str]:
    for template in templates:
        yield from (part.key for part in template.parts if isinstance(part, Variable))


def _values(values: tuple[str, ...]) -> str | tuple[str, ...]:
    return values[0] if len(values) == 1 else values
