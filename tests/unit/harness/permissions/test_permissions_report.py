"""What the report says of statements, of what wasn't granted, and the policy that would do."""

from typing import Any

import pytest

from harness.permissions.findings import NO_MORE, SUFFICES, every_role_suffices, least_privilege, nothing_unused
from harness.permissions.report import RoleReport, report
from harness.permissions.reserves import NO_RESERVES, Reserves, read_reserves
from harness.permissions.seen import read, short
from harness.run.verdict import Verdict

ROLE = "arn:aws:iam::000000000000:role/worker"
TABLE, BUCKET = "arn:aws:dynamodb:us-east-1:000000000000:table/t", "arn:aws:s3:::b"
GROUP = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/w"


def statement(action: Any, resource: Any, effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource} | more


def asked(action: str, resource: str, count: int = 1, place: int = 0, **more: Any) -> dict[str, Any]:
    row = {"principal": "arn:aws:sts::000000000000:assumed-role/worker/w", "role": ROLE, "outcome": "allowed"}
    row |= {"policy": "own", "statement": "", "lacking": "", "near": ""}
    return row | {"action": action, "resource": resource, "count": count, "place": place} | more


def made(statements: list[dict[str, Any]], *rows: dict[str, Any], reserves: Reserves = NO_RESERVES) -> RoleReport:
    policy = {"name": "own", "document": {"Version": "2012-10-17", "Statement": statements}}
    (found,) = report(read({"roles": [{"arn": ROLE, "policies": [policy]}], "observations": list(rows)}), reserves)
    return found


def test_each_statement_is_used_never_used_or_too_wide() -> None:
    found = made(
        [
            statement("dynamodb:PutItem", TABLE),
            statement("s3:GetObject", f"{BUCKET}/*"),
            statement(["sqs:SendMessage", "sqs:GetQueueUrl"], "*"),
            statement("s3:DeleteObject", "*", "Deny"),
        ],
        asked("dynamodb:PutItem", TABLE, 3),
        asked("sqs:SendMessage", "arn:aws:sqs:us-east-1:000000000000:q", 2, place=2),
    )
    assert [(use.verdict, use.count) for use in found.uses] == [
        ("used", 3), ("never used", 0), ("too wide", 2), ("deny", 0),
    ]  # fmt: skip
    assert found.uses[2].wide == (
        "sqs:GetQueueUrl was never used",
        "of * only arn:aws:sqs:us-east-1:000000000000:q was used",
    )


def test_a_role_that_was_not_at_work_has_no_statement_that_was_never_used() -> None:
    """As of a function that the scenario never calls; that its queue was polled for it is no work."""
    grants = [statement("dynamodb:PutItem", TABLE), statement("sqs:*", "*"), statement("s3:DeleteObject", "*", "Deny")]
    polled = asked(
        "sqs:ReceiveMessage", "q", place=1, principal="arn:aws:sts::000000000000:assumed-role/worker/session-1"
    )
    assert [use.verdict for use in made(grants).uses] == ["not at work", "not at work", "deny"]
    assert made(grants, polled).uses[0].verdict == "not at work"
    assert nothing_unused([made(grants)]).verdict is Verdict.PASSED
    refused = asked("s3:GetObject", f"{BUCKET}/a", outcome="refused")
    assert made(grants, refused).uses[0].verdict == "never used"


def test_a_group_of_actions_of_which_one_was_used_is_too_wide() -> None:
    found = made([statement("dynamodb:*", TABLE)], asked("dynamodb:GetItem", TABLE))
    assert found.uses[0].wide == ("of dynamodb:* only dynamodb:GetItem was used",)


def test_a_group_of_actions_is_told_by_those_that_were_used() -> None:
    rows = [asked("dynamodb:GetItem", TABLE), asked("dynamodb:PutItem", TABLE)]
    found = made([statement("dynamodb:*", TABLE)], *rows)
    assert found.uses[0].wide == ("of dynamodb:* only dynamodb:GetItem, dynamodb:PutItem were used",)


def test_functions_that_share_a_role_are_each_told_what_they_need() -> None:
    def session(name: str) -> str:
        return f"arn:aws:sts::000000000000:assumed-role/worker/{name}"

    grants = [statement(["s3:GetObject", "s3:PutObject"], f"{BUCKET}/*"), statement("sqs:*", "*")]
    puts, gets = (asked(f"s3:{verb}Object", f"{BUCKET}/{verb}", principal=session(verb)) for verb in ("Put", "Get"))
    polls = asked("sqs:ReceiveMessage", "q", 2, place=1, principal=session("session-1"))
    found = made(grants, puts, gets, polls)
    assert found.functions == ("Get", "Put")
    assert set(found.suggested_apart) == {"Get", "Put"}
    received = statement(["sqs:ReceiveMessage"], "q")
    assert found.suggested_for("Put")["Statement"] == [statement(["s3:PutObject"], f"{BUCKET}/*"), received]
    assert found.as_json()["suggested_by_function"] == found.suggested_apart
    assert made(grants, puts, polls).suggested_apart == {}


def test_what_was_used_once_tells_nothing_about_a_wildcard() -> None:
    grants = [statement("s3:GetObject", f"{BUCKET}/*")]
    assert made(grants, asked("s3:GetObject", f"{BUCKET}/a")).uses[0].verdict == "used"
    assert made(grants, asked("s3:GetObject", f"{BUCKET}/a", 2)).uses[0].verdict == "too wide"
    several = made(grants, asked("s3:GetObject", f"{BUCKET}/a"), asked("s3:GetObject", f"{BUCKET}/b"))
    assert several.uses[0].verdict == "used"


def test_log_streams_stand_for_their_group() -> None:
    rows = [asked("logs:PutLogEvents", f"{GROUP}:log-stream:{name}", 2) for name in ("a", "b")]
    found = made([statement("logs:PutLogEvents", f"{GROUP}:*")], *rows)
    assert found.uses[0].verdict == "used"
    assert found.suggested["Statement"] == [statement(["logs:PutLogEvents"], f"{GROUP}:*")]


def test_pollers_are_services() -> None:
    row = asked("sqs:ReceiveMessage", "q", principal="arn:aws:sts::000000000000:assumed-role/worker/session-1a2b")
    assert made([statement("sqs:*", "*")], row).uses[0].by == ("a service",)


def test_what_is_lacking_comes_with_the_statement_that_grants_it() -> None:
    denied: dict[str, Any] = {"outcome": "implicitDeny", "policy": "", "place": -1, "lacking": "identity-based policy"}
    found = made([], asked("s3:PutObject", f"{BUCKET}/a", 4, **denied))
    (lack,) = found.lacks
    assert lack.grant == statement("s3:PutObject", f"{BUCKET}/a")
    finding = every_role_suffices([found], {})
    assert (finding.verdict, finding.why) == (Verdict.FAILED, f"worker: s3:PutObject on {BUCKET}/a (4 times)")


def test_what_a_scenario_means_to_be_denied_has_a_reason() -> None:
    denied: dict[str, Any] = {"outcome": "implicitDeny", "policy": "", "place": -1}
    rows = [asked("s3:PutObject", f"{BUCKET}/a", **denied), asked("s3:GetObject", f"{BUCKET}/a", **denied)]
    meant = {"s3:PutObject": "nobody may write"}
    finding = every_role_suffices([made([], rows[0])], meant)
    assert (finding.verdict, finding.why.endswith("; s3:PutObject is denied: nobody may write")) == (
        Verdict.PASSED,
        True,
    )
    assert every_role_suffices([made([], *rows)], meant).verdict is Verdict.FAILED


def test_roles_that_suffice_pass() -> None:
    finding = every_role_suffices([made([statement("dynamodb:*", TABLE)], asked("dynamodb:GetItem", TABLE, 7))], {})
    assert (finding.verdict, finding.why) == (Verdict.PASSED, "1 roles asked 7 times for what they are granted")


def test_the_suggested_policy_is_what_was_used() -> None:
    denied: dict[str, Any] = {"outcome": "implicitDeny", "policy": "", "place": -1}
    found = made(
        [statement("dynamodb:*", "*"), statement("s3:*", f"{BUCKET}/*")],
        asked("dynamodb:GetItem", TABLE),
        asked("dynamodb:PutItem", TABLE),
        asked("s3:GetObject", f"{BUCKET}/a", place=1),
        asked("s3:GetObject", f"{BUCKET}/b", place=1),
        asked("sqs:SendMessage", "arn:aws:sqs:us-east-1:000000000000:q", **denied),
    )
    assert found.suggested == {
        "Version": "2012-10-17",
        "Statement": [
            statement(["dynamodb:GetItem", "dynamodb:PutItem"], TABLE),
            statement(["s3:GetObject"], f"{BUCKET}/*"),
            statement(["sqs:SendMessage"], "arn:aws:sqs:us-east-1:000000000000:q"),
        ],
    }
    assert found.as_json()["suggested_policy"] == found.suggested


def test_arns_are_told_short() -> None:
    assert short(f"of {BUCKET}/* only {TABLE} was used") == "of s3 b/* only dynamodb table/t was used"


READS = statement(["s3:GetObject", "s3:ListBucket"], [f"{BUCKET}/*", BUCKET])


def test_what_was_never_used_fails_and_is_named() -> None:
    finding = nothing_unused([made([READS], asked("s3:GetObject", f"{BUCKET}/a"))])
    assert (finding.verdict, finding.why) == (Verdict.FAILED, "worker: s3:ListBucket")


@pytest.mark.parametrize(("whole", "found"), [(True, [SUFFICES, NO_MORE]), (False, [SUFFICES])])
def test_a_run_that_did_not_come_to_all_its_work_calls_nothing_unused(whole: bool, found: list[str]) -> None:
    reports = [made([READS], asked("s3:GetObject", f"{BUCKET}/a"))]
    assert [one.check for one in least_privilege(reports, {}, whole)] == found


def test_the_same_action_of_two_statements_counts_for_each() -> None:
    both = [statement("dynamodb:PutItem", TABLE), statement("dynamodb:PutItem", f"{TABLE}2")]
    assert nothing_unused([made(both, asked("dynamodb:PutItem", TABLE))]).verdict is Verdict.FAILED


RESERVES = [
    (Reserves(by_role={("worker", "s3:ListBucket"): "absent keys"}), "absent keys"),
    (Reserves(by_action={"s3:List*": "nothing is listed"}), "nothing is listed"),
    (Reserves(by_role={("another", "s3:ListBucket"): "not this one"}), ""),
]


@pytest.mark.parametrize(("reserves", "reason"), RESERVES)
def test_a_reserve_of_the_stack_or_of_the_scenario_needs_no_use(reserves: Reserves, reason: str) -> None:
    saved = read_reserves(reserves.as_json())
    found = made([READS], asked("s3:GetObject", f"{BUCKET}/a"), asked("s3:GetObject", f"{BUCKET}/b"), reserves=saved)
    finding = nothing_unused([found])
    assert finding.verdict is (Verdict.PASSED if reason else Verdict.FAILED)
    assert found.uses[0].reserved == ((("s3:ListBucket", reason),) if reason else ())
    assert ("in reserve: s3:ListBucket" in finding.why) is bool(reason)


def test_a_statement_that_is_wholly_kept_in_reserve_says_so() -> None:
    found = made([statement("s3:ListBucket", BUCKET)], reserves=RESERVES[0][0])
    assert found.uses[0].verdict == "in reserve"


def test_roles_of_functions_that_were_not_called_and_policies_of_aws_are_not_judged() -> None:
    poller = "arn:aws:sts::000000000000:assumed-role/worker/session-1"
    polled = made([statement(["sqs:ReceiveMessage", "sqs:DeleteMessage"], "*")],
                  asked("sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:000000000000:q", principal=poller))  # fmt: skip
    assert nothing_unused([polled]).verdict is Verdict.PASSED
    basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    policy = {"name": basic, "document": {"Statement": [statement(["logs:PutLogEvents", "logs:CreateLogGroup"], "*")]}}
    rows = [asked("logs:PutLogEvents", GROUP, policy=basic)]
    found = report(read({"roles": [{"arn": ROLE, "policies": [policy]}], "observations": rows}))
    assert nothing_unused(found).verdict is Verdict.PASSED


def test_a_pattern_of_actions_is_used_by_any_of_them() -> None:
    found = made([statement("DynamoDB:*", TABLE)], asked("dynamodb:GetItem", TABLE))
    assert nothing_unused([found]).verdict is Verdict.PASSED


def test_who_used_a_role_is_said_in_words() -> None:
    grants = [statement(["s3:GetObject", "s3:PutObject"], f"{BUCKET}/*")]
    polled = asked("s3:GetObject", f"{BUCKET}/a", principal="arn:aws:sts::000000000000:assumed-role/worker/session-1")
    assert made(grants, polled).users == "no function with it was called"
    assert made(grants, asked("s3:GetObject", f"{BUCKET}/a")).users == "used by w"
    other = asked("s3:PutObject", f"{BUCKET}/a", principal="arn:aws:sts::000000000000:assumed-role/worker/v")
    assert made(grants, asked("s3:GetObject", f"{BUCKET}/a"), other).users == "used by v, w, each of which needs less"
    denied: dict[str, Any] = {"outcome": "implicitDeny", "policy": "", "place": -1}
    assert made([], asked("s3:GetObject", f"{BUCKET}/a", **denied)).users == "used by w"
