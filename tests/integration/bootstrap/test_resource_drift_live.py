"""Drift on the emulator: what differs is seen, named, and changed in place, whoever made it differ."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bootstrap.apply import Applied, apply
from bootstrap.clients import Clients
from bootstrap.model.content import Inline
from bootstrap.model.policy import Policy, Statement
from bootstrap.model.resource import ExistingResource, Resource
from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack
from bootstrap.packaging.layers import Interpreter
from bootstrap.plan import Action
from bootstrap.registry import handlers
from bootstrap.resources.bucket import CorsRule, LifecycleRule
from bootstrap.resources.cloudformation_stack import EXAMPLE
from bootstrap.resources.http_api import HttpRoute
from bootstrap.resources.rest_api import RestRoute
from bootstrap.survey import plan

INTERPRETER = Interpreter.of_this_machine("3.11")
PLAIN, TAGGED = (("Project", "drift"),), (("Project", "drift"), ("Owner", "somebody"))
LIST = Policy((Statement(("s3:ListBucket",), ("arn:aws:s3:::other",)),))
FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:other"


def change_bucket(clients: Clients, existing: ExistingResource) -> None:
    rule: Any = {"AllowedMethods": ["PUT"], "AllowedOrigins": ["*"]}
    clients.s3.put_bucket_cors(Bucket=existing.identity, CORSConfiguration={"CORSRules": [rule]})
    expiry: Any = LifecycleRule("by-hand", "", 1).document
    clients.s3.put_bucket_lifecycle_configuration(Bucket=existing.identity, LifecycleConfiguration={"Rules": [expiry]})


CHANGED: dict[str, Callable[[Any], Resource]] = {
    "AWS::ApiGateway::RestApi": lambda api: replace(
        api,
        routes=(RestRoute("POST", "/things", FUNCTION), RestRoute("GET", "/things/{id}", FUNCTION)),
        binary_media_types=("*/*",),
    ),
    "AWS::ApiGateway::Stage": lambda stage: replace(
        stage, api=replace(stage.api, routes=(RestRoute("GET", "/other", FUNCTION),))
    ),
    "AWS::ApiGatewayV2::Api": lambda api: replace(
        api, routes=(HttpRoute("GET /{id}", FUNCTION), HttpRoute("GET /a", FUNCTION))
    ),
    "AWS::CloudWatch::Alarm": lambda alarm: replace(
        alarm, threshold=40, period_s=120, evaluation_periods=2, statistic="Sum", missing_data="notBreaching"
    ),
    "AWS::DynamoDB::Table": lambda table: replace(table, ttl_attribute="expires"),
    "AWS::IAM::Role": lambda role: replace(
        role, service="scheduler.amazonaws.com", policies=(("Lists", LIST),), managed=()
    ),
    "AWS::Lambda::EventSourceMapping": lambda mapping: replace(mapping, batch_size=3, maximum_concurrency=7),
    "AWS::Lambda::Function": lambda function: replace(
        function,
        code=Inline((("handler.py", "def handler(event, context):\n    return 1\n"),)),
        memory_mb=256,
        timeout_s=5,
        environment=(("GREETING", "good morning"),),
        layers=(),
    ),
    "AWS::Lambda::LayerVersion": lambda layer: replace(
        layer, content=Inline((("python/example_layer.py", "ANSWER = 43\n"),))
    ),
    "AWS::Lambda::Permission": lambda permission: replace(
        permission, principal="s3.amazonaws.com", source_arn="arn:aws:s3:::a"
    ),
    "AWS::Logs::LogGroup": lambda group: replace(group, retention_days=None),
    "AWS::Logs::MetricFilter": lambda its: replace(
        its, pattern="{ $.m = 1 }", value="$.m", namespace="Other", metric="M"
    ),
    "AWS::S3::Bucket": lambda bucket: replace(
        bucket, cors=(CorsRule(("GET",)),), lifecycle=(LifecycleRule("all", "", 30, 7), LifecycleRule("a", "a/", 1))
    ),
    "AWS::S3::BucketNotification": lambda its: replace(
        its, rules=(replace(its.rules[0], prefix="in/", suffix=".txt"),)
    ),
    "AWS::SNS::Subscription": lambda subscription: replace(subscription, raw=True),
    "AWS::SNS::Topic": lambda topic: replace(
        topic,
        policy=Policy((Statement(("sns:Publish",), (topic.arn,), principal="events.amazonaws.com", sid="Other"),)),
    ),
    "AWS::SQS::Queue": lambda queue: replace(queue, visibility_timeout_s=60, retention_s=60, dead_letters=None),
}
"""A declaration that differs from the example in all that can be changed in place, by kind."""

OURS = {kind: its for kind, its in handlers().items() if type(its).__module__.startswith("bootstrap.resources.")}


def applied(resource: Resource, clients: Clients, cache: Path) -> list[tuple[Action, str]]:
    """What applying the resource did."""
    told: list[Applied] = []
    apply(Stack("drift", resource.scope, (resource,)), clients, INTERPRETER, cache, told.append)
    return [(event.action, event.resource.address) for event in told]


def change_stack(clients: Clients, existing: ExistingResource) -> None:
    document = json.loads(EXAMPLE.read_text())
    document["Resources"]["Queue"]["Properties"]["VisibilityTimeout"] = 7
    clients.cloudformation.update_stack(StackName=existing.identity, TemplateBody=json.dumps(document))
    clients.cloudformation.get_waiter("stack_update_complete").wait(
        StackName=existing.identity, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )


BY_HAND: dict[str, Callable[[Clients, ExistingResource], object]] = {
    "AWS::ApiGatewayV2::Stage": lambda clients, existing: clients.apigatewayv2.update_stage(
        ApiId=existing.values["api_id"], StageName=existing.values["stage"], AutoDeploy=False
    ),
    "AWS::CloudFormation::Stack": change_stack,
    "AWS::DynamoDB::Table": lambda clients, existing: clients.dynamodb.update_time_to_live(
        TableName=existing.identity, TimeToLiveSpecification={"Enabled": True, "AttributeName": "by_hand"}
    ),
    "AWS::IAM::Role": lambda clients, existing: clients.iam.put_role_policy(
        RoleName=existing.identity, PolicyName="Everything", PolicyDocument=LIST.json
    ),
    "AWS::Lambda::EventSourceMapping": lambda clients, existing: clients.lambda_.update_event_source_mapping(
        UUID=existing.values["uuid"], Enabled=False
    ),
    "AWS::S3::Bucket": change_bucket,
    "AWS::S3::BucketNotification": lambda clients, existing: clients.s3.put_bucket_notification_configuration(
        Bucket=existing.identity, NotificationConfiguration={"EventBridgeConfiguration": {}}
    ),
    "AWS::SSM::Parameter": lambda clients, existing: clients.ssm.put_parameter(
        Name=existing.identity, Value="by hand", Overwrite=True
    ),
    "AWS::SQS::Queue": lambda clients, existing: clients.sqs.set_queue_attributes(
        QueueUrl=existing.values["url"], Attributes={"Policy": LIST.json}
    ),
}
"""What somebody does to the example by hand, by kind."""


def test_every_change_that_is_possible_is_tried() -> None:
    possible = {kind for kind, its in OURS.items() if its.in_place - {"Tags"}}
    assert possible == CHANGED.keys() | BY_HAND.keys()


@pytest.mark.parametrize("kind", sorted(BY_HAND))
def test_what_was_changed_by_hand_is_brought_back(kind: str, clients: Clients, tmp_path: Path) -> None:
    example = OURS[kind].declaration.example(Scope(clients.account_id, clients.region, PLAIN))
    applied(example, clients, tmp_path)
    existing = OURS[kind].find(clients, example)
    assert existing is not None
    BY_HAND[kind](clients, existing)
    if OURS[kind].exists(clients, example):
        assert (Action.UPDATE, example.address) in applied(example, clients, tmp_path)
    else:
        assert (Action.CREATE, example.address) in applied(example, clients, tmp_path)
    assert applied(example, clients, tmp_path) == []


@pytest.mark.parametrize("kind", sorted(CHANGED))
def test_a_changed_declaration_is_brought_about_in_place(kind: str, clients: Clients, tmp_path: Path) -> None:
    example = OURS[kind].declaration.example(Scope(clients.account_id, clients.region, PLAIN))
    applied(example, clients, tmp_path)
    changed = CHANGED[kind](example)
    (instruction,) = (
        each
        for each in plan(Stack("drift", changed.scope, (changed,)), clients, INTERPRETER).instructions
        if each.resource == changed
    )
    assert instruction.action is Action.UPDATE
    assert instruction.changed <= OURS[kind].in_place

    assert (Action.UPDATE, changed.address) in applied(changed, clients, tmp_path)
    assert applied(changed, clients, tmp_path) == [], "applying twice changes nothing"
    assert (Action.UPDATE, example.address) in applied(example, clients, tmp_path)
    assert applied(example, clients, tmp_path) == [], "and back again"


@pytest.mark.parametrize("kind", sorted(kind for kind, its in OURS.items() if its.taggable))
def test_new_tags_are_put_and_foreign_ones_are_left(kind: str, clients: Clients, tmp_path: Path) -> None:
    applied(OURS[kind].declaration.example(Scope(clients.account_id, clients.region, TAGGED)), clients, tmp_path)
    fewer = OURS[kind].declaration.example(Scope(clients.account_id, clients.region, PLAIN))
    assert applied(fewer, clients, tmp_path) == [], "a tag that others have added is nobody's business"
    more = OURS[kind].declaration.example(Scope(clients.account_id, clients.region, (*PLAIN, ("CostCenter", "7"))))
    assert (Action.UPDATE, more.address) in applied(more, clients, tmp_path)
    existing = OURS[kind].find(clients, more)
    assert existing is not None
    assert OURS[kind].tags_of(clients, existing) == dict((*TAGGED, ("CostCenter", "7")))
