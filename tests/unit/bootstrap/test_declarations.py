"""What declarations are made of: scopes and ARNs, values known later, policies."""

import json

import pytest

from bootstrap.context import ApplyContext
from bootstrap.model.policy import Policy, Statement, parsed, trust
from bootstrap.model.reference import Join, Ref
from bootstrap.model.scope import Scope, tag_map
from bootstrap.packaging.packager import Packager
from tests.unit.bootstrap.fake_cloud import INTERPRETER, SCOPE, CloudClients, kind_of


@pytest.mark.parametrize(
    ("service", "resource", "arn"),
    [
        ("lambda", "function:f", "arn:aws:lambda:ap-south-1:123456789012:function:f"),
        ("sqs", "q", "arn:aws:sqs:ap-south-1:123456789012:q"),
        ("logs", "log-group:/aws/lambda/f", "arn:aws:logs:ap-south-1:123456789012:log-group:/aws/lambda/f"),
        ("iam", "role/r", "arn:aws:iam::123456789012:role/r"),
        ("s3", "bucket/*", "arn:aws:s3:::bucket/*"),
        ("apigateway", "/restapis/x", "arn:aws:apigateway:ap-south-1::/restapis/x"),
    ],
)
def test_arns_have_the_parts_their_service_gives_them(service: str, resource: str, arn: str) -> None:
    assert Scope("123456789012", "ap-south-1").arn(service, resource) == arn


def test_tags_in_both_of_the_services_forms() -> None:
    scope = Scope("123456789012", "ap-south-1", (("Project", "p"), ("Owner", "o")))
    assert scope.tag_map == {"Project": "p", "Owner": "o"}
    assert scope.tag_list == [{"Key": "Project", "Value": "p"}, {"Key": "Owner", "Value": "o"}]
    assert tag_map(scope.tag_list) == scope.tag_map


def test_a_value_that_its_resource_does_not_give_is_refused_at_once(registry: None) -> None:
    with pytest.raises(ValueError, match=r"Fake::A::Thing us-east-1 one gives id, not 'arn'"):
        Ref(kind_of("Fake::A::Thing")(SCOPE, "one"), "arn")


def test_values_become_text_when_they_are_known(fake_clients: CloudClients) -> None:
    thing = kind_of("Fake::A::Thing")(SCOPE, "one")
    value = Join(("http://", Join((Ref(thing, "id"), "/")), "path"))
    context = ApplyContext(fake_clients, Packager(INTERPRETER))
    assert context.text("plain") == "plain"
    assert context.text(value) == "http://(one id, known after apply)/path"
    context.existing[thing.address] = thing.existing(id="abc")
    assert context.texts({"URL": value}) == {"URL": "http://abc/path"}


def test_a_statement_as_aws_writes_it() -> None:
    statement = Statement(
        ("sns:Publish",),
        ("arn:aws:sns:us-east-1:1:t",),
        principal="s3.amazonaws.com",
        conditions=(
            ("ArnLike", "aws:SourceArn", "a"),
            ("StringEquals", "aws:SourceAccount", "1"),
            ("StringEquals", "aws:PrincipalOrgID", "o"),
        ),
        sid="Allow",
    )
    assert statement.document == {
        "Sid": "Allow",
        "Effect": "Allow",
        "Action": ["sns:Publish"],
        "Resource": ["arn:aws:sns:us-east-1:1:t"],
        "Principal": {"Service": "s3.amazonaws.com"},
        "Condition": {
            "ArnLike": {"aws:SourceArn": "a"},
            "StringEquals": {"aws:SourceAccount": "1", "aws:PrincipalOrgID": "o"},
        },
    }


def test_what_a_statement_does_not_say_is_not_written() -> None:
    assert Statement(("s3:GetObject",)).document == {"Effect": "Allow", "Action": ["s3:GetObject"]}


def test_a_policy_is_the_same_text_each_time_and_reads_back() -> None:
    policy = Policy((Statement(("b", "a"), ("r",)),))
    assert policy.json == Policy((Statement(("b", "a"), ("r",)),)).json
    assert parsed(policy.json) == policy.document
    assert json.loads(policy.json)["Version"] == "2012-10-17"


def test_who_may_assume_a_role() -> None:
    statements = trust(["lambda.amazonaws.com"]).document["Statement"]
    assert statements == [
        {"Effect": "Allow", "Action": ["sts:AssumeRole"], "Principal": {"Service": "lambda.amazonaws.com"}}
    ]


@pytest.mark.parametrize("nothing", ["", None, {}])
def test_no_policy_at_all(nothing: str | dict[str, object] | None) -> None:
    assert parsed(nothing) == {}


def test_a_policy_that_came_opened_already() -> None:
    assert parsed({"Statement": []}) == {"Statement": []}
