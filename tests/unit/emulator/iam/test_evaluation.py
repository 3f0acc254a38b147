"""AWS's evaluation logic: accounts, boundaries, sessions, trust; and why it was decided so."""

import pytest

from emulator.iam.evaluation import Outcome
from emulator.iam.policies import Policies, PolicyKind
from emulator.iam.principals import Principal, root, service
from emulator.iam.refusals import error_code, sentence
from tests.unit.emulator.iam.cases import (
    ACCOUNT,
    BUCKET,
    OTHER,
    ROLE,
    SESSION,
    USER,
    Document,
    allow,
    ask,
    deny,
    identity,
    policy,
)

GET, OBJECT = "s3:GetObject", f"{BUCKET}/a"
GRANTED, DENIED, SILENT = (allow(GET),), (allow(), deny(GET)), (allow("s3:PutObject"),)


def to(principal: str, **more: object) -> Document:
    return allow(GET, f"{BUCKET}/*", Principal={"AWS": principal}, **more)


def policies(
    own: tuple[Document, ...] = (),
    resource: tuple[Document, ...] = (),
    boundary: tuple[Document, ...] | None = None,
    session: tuple[Document, ...] | None = None,
    kind: PolicyKind = PolicyKind.RESOURCE,
) -> Policies:
    return Policies(
        policy(PolicyKind.IDENTITY, *own),
        policy(kind, *resource),
        None if boundary is None else policy(PolicyKind.BOUNDARY, *boundary),
        None if session is None else policy(PolicyKind.SESSION, *session),
        kind is PolicyKind.TRUST,
    )


YES, IMPLICIT, EXPLICIT = Outcome.ALLOWED, Outcome.IMPLICIT_DENY, Outcome.EXPLICIT_DENY
IDENTITY, RESOURCE = PolicyKind.IDENTITY, PolicyKind.RESOURCE
BOUNDARY, BY_SESSION = PolicyKind.BOUNDARY, PolicyKind.SESSION


@pytest.mark.parametrize(
    ("principal", "given", "outcome", "kind"),
    [
        # "Determining whether a request is allowed or denied within an account"
        (USER, policies(), IMPLICIT, IDENTITY),
        (USER, policies(GRANTED), YES, IDENTITY),
        (USER, policies(DENIED), EXPLICIT, IDENTITY),
        (USER, policies(resource=(to(USER.arn),)), YES, RESOURCE),
        (USER, policies(DENIED, (to(USER.arn),)), EXPLICIT, IDENTITY),
        (USER, policies(GRANTED, (deny(Principal="*"),)), EXPLICIT, RESOURCE),
        # The table for users: an allow that names the user isn't limited by what boundaries leave out.
        (USER, policies(resource=(to(USER.arn),), boundary=SILENT), YES, RESOURCE),
        (USER, policies(resource=(to(USER.arn),), boundary=DENIED), EXPLICIT, BOUNDARY),
        (USER, policies(GRANTED, boundary=GRANTED), YES, IDENTITY),
        (USER, policies(GRANTED, boundary=SILENT), IMPLICIT, BOUNDARY),
        (USER, policies(boundary=GRANTED), IMPLICIT, IDENTITY),
        # The table for roles: one that names the role is.
        (SESSION, policies(GRANTED), YES, IDENTITY),
        (SESSION, policies(resource=(to(ROLE),)), YES, RESOURCE),
        (SESSION, policies(resource=(to(ROLE),), boundary=SILENT), IMPLICIT, BOUNDARY),
        (SESSION, policies(resource=(to(ROLE),), session=SILENT), IMPLICIT, BY_SESSION),
        (SESSION, policies(GRANTED, session=GRANTED), YES, IDENTITY),
        (SESSION, policies(GRANTED, session=()), IMPLICIT, BY_SESSION),
        (SESSION, policies(GRANTED, session=DENIED), EXPLICIT, BY_SESSION),
        # And one that names the session isn't.
        (SESSION, policies(resource=(to(SESSION.arn),), boundary=SILENT, session=SILENT), YES, RESOURCE),
        (SESSION, policies(resource=(to(SESSION.arn),), session=DENIED), EXPLICIT, BY_SESSION),
        # An account in a policy only delegates.
        (USER, policies(resource=(to(ACCOUNT),)), IMPLICIT, IDENTITY),
        (USER, policies(GRANTED, (to(ACCOUNT),)), YES, IDENTITY),
        # The root user may do all, but for an explicit deny.
        (root(ACCOUNT), policies(), YES, None),
        (root(ACCOUNT), policies(resource=(deny(Principal="*"),)), EXPLICIT, RESOURCE),
    ],
)
def test_within_an_account(principal: Principal, given: Policies, outcome: Outcome, kind: PolicyKind | None) -> None:
    decision = ask(GET, OBJECT, given, principal, ACCOUNT)
    assert (decision.outcome, decision.kind) == (outcome, kind)


@pytest.mark.parametrize(
    ("principal", "given", "outcome", "kind"),
    [
        # "Cross-account policy evaluation logic": both accounts must allow.
        (USER, policies(GRANTED), IMPLICIT, RESOURCE),
        (USER, policies(resource=(to(USER.arn),)), IMPLICIT, IDENTITY),
        (USER, policies(resource=(allow(Principal="*"),)), IMPLICIT, IDENTITY),
        (USER, policies(GRANTED, (to(USER.arn),)), YES, IDENTITY),
        (USER, policies(GRANTED, (to(ACCOUNT),)), YES, IDENTITY),
        (USER, policies(GRANTED, (to(OTHER),)), IMPLICIT, RESOURCE),
        (USER, policies(GRANTED, (to(USER.arn),), boundary=SILENT), IMPLICIT, BOUNDARY),
        (USER, policies(DENIED, (to(USER.arn),)), EXPLICIT, IDENTITY),
        (SESSION, policies(GRANTED, (to(SESSION.arn),), session=SILENT), IMPLICIT, BY_SESSION),
        (SESSION, policies(GRANTED, (to(ROLE),), session=GRANTED), YES, IDENTITY),
        (root(ACCOUNT), policies(), IMPLICIT, RESOURCE),
        (root(ACCOUNT), policies(resource=(to(ACCOUNT),)), YES, RESOURCE),
    ],
)
def test_across_accounts(principal: Principal, given: Policies, outcome: Outcome, kind: PolicyKind) -> None:
    decision = ask(GET, OBJECT, given, principal, OTHER)
    assert (decision.outcome, decision.kind) == (outcome, kind)


def trusting(principal: dict[str, str], **more: object) -> Document:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return statement | more


ASSUME = (allow("sts:AssumeRole", ROLE),)
LAMBDA = service("lambda.amazonaws.com")


@pytest.mark.parametrize(
    ("principal", "own", "trust", "outcome"),
    [
        (LAMBDA, (), trusting({"Service": "lambda.amazonaws.com"}), YES),
        (LAMBDA, (), trusting({"Service": "ec2.amazonaws.com"}), IMPLICIT),
        (USER, ASSUME, trusting({"Service": "lambda.amazonaws.com"}), IMPLICIT),
        (USER, (), trusting({"AWS": USER.arn}), YES),
        (USER, (), trusting({"AWS": ACCOUNT}), IMPLICIT),
        (USER, ASSUME, trusting({"AWS": ACCOUNT}), YES),
        (USER, ASSUME, trusting({"AWS": OTHER}), IMPLICIT),
        (
            USER,
            ASSUME,
            trusting({"AWS": ACCOUNT}, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
            IMPLICIT,
        ),
        (SESSION, (), trusting({"AWS": ROLE}), YES),
    ],
)
def test_trust_policies_need_their_own_allow(
    principal: Principal, own: tuple[Document, ...], trust: Document, outcome: Outcome
) -> None:
    given = policies(own, (trust,), kind=PolicyKind.TRUST)
    assert ask("sts:AssumeRole", ROLE, given, principal, ACCOUNT).outcome is outcome


@pytest.mark.parametrize(
    ("owner", "external_id", "expected"),
    [(ACCOUNT, "", True), (OTHER, "", False), (OTHER, "12345", True), (OTHER, "999", False)],
)
def test_a_third_party_gives_its_external_id(owner: str, external_id: str, expected: bool) -> None:
    condition = {"StringEquals": {"sts:ExternalId": "12345"}} if owner == OTHER else {}
    given = policies(ASSUME, (trusting({"AWS": ACCOUNT}, Condition=condition),), kind=PolicyKind.TRUST)
    keys = {"sts__ExternalId": external_id} if external_id else {}
    assert ask("sts:AssumeRole", ROLE, given, USER, owner, **keys).is_allowed is expected


TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:topic"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({}, True),
        ({"ArnLike": {"aws:SourceArn": BUCKET}, "StringEquals": {"aws:SourceAccount": ACCOUNT}}, True),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::other"}}, False),
        ({"StringEquals": {"aws:SourceAccount": OTHER}}, False),
    ],
)
def test_services_are_let_in_by_the_source(condition: Document, expected: bool) -> None:
    statement = allow("SNS:Publish", TOPIC, Principal={"Service": "s3.amazonaws.com"}, Condition=condition)
    decision = ask(
        "sns:Publish",
        TOPIC,
        Policies(resource=policy(PolicyKind.RESOURCE, statement)),
        service("s3.amazonaws.com"),
        ACCOUNT,
        aws__SourceArn=BUCKET,
        aws__SourceAccount=ACCOUNT,
    )
    assert decision.is_allowed is expected


def test_the_reason_is_the_statement_that_decided() -> None:
    decision = ask(GET, OBJECT, identity(allow("s3:List*"), allow(GET, Sid="Read")))
    assert decision.statement is not None
    assert (decision.statement.policy, decision.statement.label) == ("identity", "Read")


@pytest.mark.parametrize(
    ("statements", "lacks"),
    [
        ((allow("sqs:*", "arn:aws:sqs:*:*:q"),), None),
        ((allow("s3:PutObject", f"{BUCKET}/*"),), "statement 1 of identity allows it but for its Action"),
        ((allow("s3:PutObject", f"{BUCKET}/*"), allow(GET, f"{BUCKET}/b", Sid="B")),
         "B of identity allows it but for its Resource"),
        ((allow(GET, f"{BUCKET}/b"), allow(GET, Condition={"StringEquals": {"aws:PrincipalTag/team": "x"}})),
         "statement 2 of identity allows it but for its StringEquals aws:principaltag/team"),
    ],
)  # fmt: skip
def test_a_denial_names_the_nearest_statement(statements: tuple[Document, ...], lacks: str | None) -> None:
    decision = ask(GET, OBJECT, identity(*statements))
    assert (decision.near and str(decision.near)) == lacks


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (policies(), "because no identity-based policy allows the s3:GetObject action"),
        (policies(GRANTED, boundary=SILENT), "because no permissions boundary allows the s3:GetObject action"),
        (policies(GRANTED, session=SILENT), "because no session policy allows the s3:GetObject action"),
        (policies(DENIED), "with an explicit deny in an identity-based policy"),
        (policies(boundary=DENIED), "with an explicit deny in a permissions boundary"),
        (policies(resource=(deny(Principal="*"),)), "with an explicit deny in a resource-based policy"),
    ],
)
def test_refusals_are_said_as_aws_says_them(given: Policies, why: str) -> None:
    decision = ask(GET, OBJECT, given, SESSION)
    who = f"arn:aws:sts::{ACCOUNT}:assumed-role/worker/run"
    expected = f"User: {who} is not authorized to perform: s3:GetObject on resource: {OBJECT} {why}"
    assert sentence(SESSION, GET, OBJECT, decision) == expected


def test_a_bucket_of_another_account_lacks_its_own_policy() -> None:
    decision = ask(GET, OBJECT, policies(GRANTED), USER, OTHER)
    assert sentence(USER, GET, OBJECT, decision).endswith(
        "because no resource-based policy allows the s3:GetObject action"
    )


def test_sns_writes_its_name_in_capitals() -> None:
    text = sentence(USER, "sns:Publish", TOPIC, ask("sns:Publish", TOPIC, policies()))
    assert f"perform: SNS:Publish on resource: {TOPIC} because no identity-based policy allows the SNS:Publish" in text


@pytest.mark.parametrize(
    ("service_name", "code"),
    [("s3", "AccessDenied"), ("sns", "AuthorizationError"), ("dynamodb", "AccessDeniedException")],
)
def test_error_codes(service_name: str, code: str) -> None:
    assert error_code(service_name) == code
