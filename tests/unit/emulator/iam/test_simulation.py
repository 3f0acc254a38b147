"""The policy simulator's answers."""

from typing import Any

from emulator.iam.evaluation import Outcome
from emulator.iam.policies import Policies, PolicyKind
from emulator.iam.simulation import Simulation, context_keys, context_of, simulate
from tests.examples import examples
from tests.unit.emulator.iam import generated, naive
from tests.unit.emulator.iam.cases import BUCKET, USER, allow, deny, identity, policy
from tests.unit.emulator.iam.generated import WHO, read

OBJECT = f"{BUCKET}/a"


def results(policies: Policies, *actions: str, **given: Any) -> list[tuple[str, str, str]]:
    found = simulate(Simulation(USER, policies, given.get("context", {})), actions, given.get("resources"))
    return [(one["EvalActionName"], one["EvalResourceName"], one["EvalDecision"]) for one in found]


def test_every_action_on_every_resource() -> None:
    policies = identity(allow("s3:Get*", f"{BUCKET}/*"), deny("s3:GetObject", f"{BUCKET}/b"))
    assert results(policies, "s3:GetObject", "s3:PutObject", resources=[OBJECT, f"{BUCKET}/b"]) == [
        ("s3:GetObject", OBJECT, "allowed"),
        ("s3:GetObject", f"{BUCKET}/b", "explicitDeny"),
        ("s3:PutObject", OBJECT, "implicitDeny"),
        ("s3:PutObject", f"{BUCKET}/b", "implicitDeny"),
    ]


def test_without_resources_it_is_all_of_them() -> None:
    assert results(identity(allow("s3:GetObject", OBJECT)), "s3:GetObject") == [("s3:GetObject", "*", "implicitDeny")]
    assert results(identity(allow("s3:*")), "s3:GetObject") == [("s3:GetObject", "*", "allowed")]


def test_the_statement_that_decided_and_the_keys_that_miss() -> None:
    condition = {"StringEquals": {"aws:PrincipalTag/team": "x", "s3:prefix": "home/${aws:username}"}}
    policies = identity(allow("s3:ListBucket", Condition=condition), allow("s3:GetObject"))
    asked = Simulation(USER, policies, context_of([{"ContextKeyName": "s3:Prefix", "ContextKeyValues": ["home/"]}]))
    listing, getting = simulate(asked, ["s3:ListBucket", "s3:GetObject"], None)
    assert listing["MissingContextValues"] == ["aws:principaltag/team", "aws:username"]
    assert listing["MatchedStatements"] == []
    assert getting["MatchedStatements"] == [{"SourcePolicyId": "identity", "SourcePolicyType": "none"}]
    assert context_keys(policies) == ["aws:principaltag/team", "aws:username", "s3:prefix"]


def test_a_boundary_says_whether_it_allows() -> None:
    policies = Policies(
        policy(PolicyKind.IDENTITY, allow("s3:*")), boundary=policy(PolicyKind.BOUNDARY, allow("s3:GetObject"))
    )
    getting, putting = simulate(Simulation(USER, policies), ["s3:GetObject", "s3:PutObject"], None)
    assert getting["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": True}
    assert (putting["EvalDecision"], putting["PermissionsBoundaryDecisionDetail"]) == (
        "implicitDeny",
        {"AllowedByPermissionsBoundary": False},
    )


def test_several_values_are_a_set() -> None:
    assert context_of([{"ContextKeyName": "aws:TagKeys", "ContextKeyValues": ["a", "b"]}]) == {
        "aws:tagkeys": ("a", "b")
    }


def test_it_says_what_becomes_of_the_request() -> None:
    """As a second evaluator decides generated requests; the resource's owner is read from its ARN, S3's names none."""
    seen = set()
    for request, policies in generated.cases(5, examples(15)):
        request["owner"] = request["resource"].split(":")[4]
        _, given = read(request, policies)
        asked = Simulation(WHO[request["who"]["kind"]], given, request["context"])
        (result,) = simulate(asked, [request["action"]], [request["resource"]])
        assert result["EvalDecision"] == naive.decide(request, policies), (request, policies)
        seen.add(result["EvalDecision"])
    assert seen == {each.value for each in Outcome}
