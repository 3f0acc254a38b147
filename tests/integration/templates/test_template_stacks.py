"""A template's stack comes, changes and goes by CloudFormation, and nothing of it is left."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from bootstrap import StackOptions, from_template
from bootstrap.apply import ApplyError, ConflictError, apply
from bootstrap.audit import audit, inventory
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack
from bootstrap.ownership import Whose
from bootstrap.polling import until
from bootstrap.registry import handlers
from bootstrap.resources.queue import Queue
from bootstrap.teardown import teardown
from harness.cli import main
from harness.diagnosis.of_stack import chain_of
from harness.home import PROJECT
from harness.probes.emulator import Emulator
from harness.probes.http import http_get
from tests.integration.templates.project import written

Command = Callable[..., Any]
SCHEMA = json.loads((PROJECT / "docs" / "commands.schema.json").read_text())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return written(tmp_path / "hello_world")


@pytest.fixture
def command(endpoint: Endpoint, clients: Clients, project: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command on the project's template in the test's account, and reads its JSON."""

    def run(name: str, *more: str, code: int = 0) -> Any:
        at, which = ("--endpoint", endpoint.url), ("--template", str(project), "--account", clients.account_id)
        capsys.readouterr()
        assert main([*at, name, *which, "--json", *more]) == code
        return json.loads(capsys.readouterr().out)

    return run


def addresses(clients: Clients) -> set[str]:
    return {each.address for each in inventory(clients, Emulator(clients).regions()).existing}


def test_a_template_is_planned_applied_changed_and_taken_down(
    command: Command, clients: Clients, project: Path
) -> None:
    greeting = ("--parameter", "Greeting=hello")
    planned = command("plan", *greeting)
    assert {(each["action"], each["type"]) for each in planned["changes"]} >= {
        ("add", "AWS::Lambda::Function"), ("add", "AWS::Lambda::LayerVersion"), ("add", "AWS::S3::Bucket"),
    }  # fmt: skip
    assert addresses(clients) == set(), "a plan leaves nothing behind"

    outputs = command("apply", *greeting)["outputs"]
    assert http_get(outputs["Url"]).body == b"hello, world"
    assert command("plan", *greeting)["changes"] == []

    (project / "src" / "app.py").write_text((project / "src" / "app.py").read_text().replace("{PLACE}", "{PLACE}!"))
    assert {each["name"] for each in command("plan", *greeting)["changes"]} >= {"Hello"}
    again = command("apply", "--parameter", "Greeting=bye")["outputs"]
    assert (again, http_get(again["Url"]).body) == (outputs, b"bye, world!")

    clients.s3.put_object(Bucket=outputs["StoreName"], Key="kept", Body=b"x")
    gone = command("teardown", *greeting)
    assert (gone["clean"], gone["left"], addresses(clients)) == (True, [], set())
    assert f"AWS::S3::Bucket {outputs['StoreName']}" in gone["removed"]
    assert command("teardown", *greeting)["removed"] == []


def test_an_audit_says_which_stack_made_what(
    command: Command, clients: Clients, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = command("apply", "--parameter", "Greeting=hi")["outputs"]
    clients.sqs.create_queue(QueueName="somebody-else-s")
    seen = audit([], clients, Emulator(clients).regions())
    foreign = [existing.address for existing, _ in seen.of(Whose.FOREIGN)]
    assert foreign == ["AWS::SQS::Queue us-east-1 somebody-else-s"]
    owned = {existing.address: owner.stack for existing, owner in seen.of(Whose.STACK)}
    assert owned[f"AWS::S3::Bucket {outputs['StoreName']}"] == "hello-world"
    assert owned[f"AWS::SQS::Queue us-east-1 {outputs['QueueUrl'].rpartition('/')[2]}"] == "hello-world"
    assert {"AWS::Lambda::Function", "AWS::IAM::Role", "AWS::ApiGateway::Stage"} <= {each.split()[0] for each in owned}
    command("teardown", "--parameter", "Greeting=hi")
    assert addresses(clients) == {"AWS::SQS::Queue us-east-1 somebody-else-s"}


def test_the_chain_of_a_template_is_that_of_its_stack(
    command: Command, clients: Clients, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody else's queue in the same region is no part of it, neither for a wait nor for `harness diagnose`."""
    greeting = {"Greeting": "hi"}
    command("apply", "--parameter", "Greeting=hi")
    dead = clients.sqs.create_queue(QueueName="somebody-else-s-dlq")["QueueUrl"]
    arn = clients.sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})
    clients.sqs.create_queue(QueueName="somebody-else-s", Attributes={"RedrivePolicy": redrive})
    foreign = "sqs somebody-else-s -> sqs somebody-else-s-dlq"
    stack = from_template(project, parameters=greeting)(StackOptions(account_id=clients.account_id))
    names = chain_of(stack, clients, 0.0).names
    assert foreign not in names
    assert any(" GET /hello -> lambda hello-world-Hello" in each for each in names), names
    at = ("--endpoint", clients.endpoint.url, "diagnose", "--account", clients.account_id)
    assert main([*at, "--json"]) == 0
    assert foreign in capsys.readouterr().out
    assert main([*at, "hello-world", "--json"]) == 0
    assert {each["link"] for each in json.loads(capsys.readouterr().out)["regions"][0]["links"]} == set(names)
    command("teardown", "--parameter", "Greeting=hi")


def test_permissions_are_told_of_the_roles_that_the_stack_made(
    command: Command, clients: Clients, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its template and by its name; another role of the account is none of them."""
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    clients.iam.create_role(RoleName="somebody-else-s", AssumeRolePolicyDocument=document)
    at = ("--endpoint", clients.endpoint.url, "iam", "--account", clients.account_id, "--json")
    assert main([*at, "hello-world"]) == 2
    assert "CloudFormation has none of that name with roles" in capsys.readouterr().err

    outputs = command("apply", "--parameter", "Greeting=hi")["outputs"]
    assert http_get(outputs["Url"]).body == b"hi, world"

    def told(*more: str) -> Any:
        assert main([*at, *more]) == 0
        made = json.loads(capsys.readouterr().out)
        jsonschema.Draft202012Validator({**SCHEMA, "$ref": "#/$defs/iam"}).validate(made)
        return made

    (role,) = until(
        lambda: told("hello-world")["roles"], lambda roles: roles[0]["statements"][0]["times"], "the log is delivered"
    )
    assert role["role"].rsplit("/", 1)[-1].startswith("hello-world-HelloRole")
    (logs,) = role["statements"]
    assert (logs["policy"].rsplit("/", 1)[-1], logs["verdict"]) == ("AWSLambdaBasicExecutionRole", "too wide")
    (exact,) = role["suggested_policy"]["Statement"]
    assert exact["Resource"].endswith(f":log-group:/aws/lambda/{logs['by'][0]}:*")
    by_template = told("--template", str(project), "--parameter", "Greeting=hi")
    assert [each["role"] for each in by_template["roles"]] == [role["role"]]
    command("teardown", "--parameter", "Greeting=hi")


def test_a_resource_that_fails_is_named_and_the_stack_goes(clients: Clients, tmp_path: Path) -> None:
    """The role that the function names isn't there, as CreateFunction says."""
    wrong = "{Code: src, Handler: app.handler, Runtime: python3.11, Role: no-arn}"
    function = f"{{Type: AWS::Lambda::Function, Properties: {wrong}}}"
    project = written(tmp_path / "broken", f"Resources:\n  Mail: {{Type: AWS::SQS::Queue}}\n  Wrong: {function}\n")
    stack = from_template(project)(StackOptions(account_id=clients.account_id))
    interpreter = Emulator(clients).interpreter("python3.11")
    with pytest.raises(ApplyError, match=r"(?s)create of stack broken failed.*Lambda::Function Wrong: "):
        apply(stack, clients, interpreter, tmp_path / "cache")
    with pytest.raises(ConflictError, match=r"differs in .*StackStatus, which can't be changed in place"):
        apply(stack, clients, interpreter, tmp_path / "cache")
    assert teardown(stack, clients).clean
    assert addresses(clients) == set()


def test_a_reference_to_nothing_is_named(clients: Clients, tmp_path: Path) -> None:
    text = """
Transform: AWS::Serverless-2016-10-31
Resources:
  News: {Type: AWS::SNS::Topic}
  Copier:
    Type: AWS::Serverless::Function
    Properties:
      {CodeUri: src, Handler: app.handler, Runtime: python3.11, Environment: {Variables: {TOPIC: !Ref Newss}}}
"""
    stack = from_template(written(tmp_path / "unresolved", text))(StackOptions(account_id=clients.account_id))
    with pytest.raises(ApplyError) as refused:
        apply(stack, clients, Emulator(clients).interpreter("python3.11"), tmp_path / "cache")
    assert "Unresolved resource dependencies [Newss]" in str(refused.value)
    assert str(refused.value).endswith("nothing was done: mend the template, and apply again")
    assert teardown(stack, clients).clean


BY_HAND = """
Resources:
  Mail: {Type: AWS::SQS::Queue}
  News: {Type: AWS::SNS::Topic}
  MailPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties: {Queues: [!Ref Mail], PolicyDocument: {Statement: {Effect: Allow, Principal: "*", Action: "sqs:*"}}}
  Subscribed:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Mail.Arn}
  Store: {Type: AWS::S3::Bucket}
  Group: {Type: AWS::Logs::LogGroup}
  Filter:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref Group
      FilterPattern: ""
      MetricTransformations: [{MetricName: lines, MetricNamespace: mine, MetricValue: "1"}]
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}
  Answers:
    Type: AWS::Lambda::Function
    Properties: {Handler: app.handler, Runtime: python3.11, Role: !GetAtt Role.Arn, Code: src}
  Made:
    Type: Custom::Thing
    Properties: {ServiceToken: !GetAtt Answers.Arn}
"""
ANSWERS = """
import json, urllib.request


def handler(event, context):
    answer = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
    answer |= {"Status": "SUCCESS", "PhysicalResourceId": "made"}
    request = urllib.request.Request(event["ResponseURL"], json.dumps(answer).encode(), method="PUT")
    urllib.request.urlopen(request)
"""


def test_a_stack_goes_whose_resources_were_removed_by_hand(clients: Clients, tmp_path: Path) -> None:
    """Also one whose custom resource has lost the function that would delete it."""
    project = written(tmp_path / "by-hand", BY_HAND)
    (project / "src" / "app.py").write_text(ANSWERS)
    stack = from_template(project)(StackOptions(account_id=clients.account_id))
    apply(stack, clients, Emulator(clients).interpreter("python3.11"), tmp_path / "cache")
    for existing in inventory(clients).existing:
        if existing.kind != "AWS::CloudFormation::Stack":
            handlers()[existing.kind].delete(clients, existing)
    report = teardown(stack, clients)
    assert (report.left, addresses(clients)) == ({}, set())


def test_what_a_template_has_made_goes_with_it_only(clients: Clients, tmp_path: Path) -> None:
    """A stack that declares a queue of the same name leaves it alone, and says whose it is."""
    mine = Queue(Scope(clients.account_id, clients.region), "mail")
    queue = "{Type: AWS::SQS::Queue, Properties: {QueueName: mail}}"
    stack = from_template(written(tmp_path / "named", f"Resources:\n  Mail: {queue}\n"))
    named = stack(StackOptions(account_id=clients.account_id))
    apply(named, clients, Emulator(clients).interpreter("python3.11"), tmp_path / "cache")
    report = teardown(Stack("mine", mine.scope, (mine,)), clients)
    assert (report.deleted, report.clean) == ([], True)
    assert report.others == {mine.address: "named"}
    assert mine.address in addresses(clients)
    assert teardown(named, clients).clean
    assert addresses(clients) == set()


def test_what_is_wrong_with_the_command_is_told_before_anything_is_done(
    clients: Clients, endpoint: Endpoint, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--endpoint", endpoint.url, "apply", "--account", clients.account_id)
    for typed, told in {
        (*at, "--template", str(project)): "parameter Greeting has no default; give --parameter Greeting=VALUE",
        (*at, "--template", str(project), "--parameter", "Greting=x"): "did you mean 'Greeting'?",
        (*at, "--template", str(project / "no.yaml")): "there is no such template",
        (*at, "--parameter", "A=b"): "give --template",
    }.items():
        assert main([*typed]) == 2
        assert told in capsys.readouterr().err
    assert addresses(clients) == set()
