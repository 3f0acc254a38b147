"""SQS queues and SNS topics: made with their attributes, which are set again when they change."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from localstack.services.sqs.resource_providers.aws_sqs_queuepolicy import SQSQueuePolicyProvider

from emulator.localstack.cloudformation.types.kind import (
    Model,
    ProgressEvent,
    ResourceProvider,
    ResourceRequest,
    done,
    generated_name,
    schema,
    tags_of,
)

_QUEUE = {
    "ContentBasedDeduplication": "false",
    "DeduplicationScope": None,
    "DelaySeconds": "0",
    "FifoThroughputLimit": None,
    "KmsDataKeyReusePeriodSeconds": "300",
    "KmsMasterKeyId": "",
    "MaximumMessageSize": "262144",
    "MessageRetentionPeriod": "345600",
    "ReceiveMessageWaitTimeSeconds": "0",
    "RedriveAllowPolicy": "",
    "RedrivePolicy": "",
    "SqsManagedSseEnabled": None,
    "VisibilityTimeout": "30",
}
"""Attributes of a queue, and what stands for one that the template has no more."""
_TOPIC = {
    "ContentBasedDeduplication": "false",
    "DeliveryPolicy": "",
    "DisplayName": "",
    "KmsMasterKeyId": "",
    "SignatureVersion": "1",
    "TracingConfig": "PassThrough",
}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, (dict, list)) else str(value)


def _attributes(model: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    return {name: _text(model[name]) for name in names if model.get(name) is not None}


def _changed(request: ResourceRequest, defaults: Mapping[str, str | None]) -> dict[str, str]:
    """The attributes that differ from what was; those that are gone at their defaults."""
    before = _attributes(request.previous_state, list(defaults))
    after = _attributes(request.desired_state, list(defaults))
    reset = {name: default for name in before.keys() - after.keys() if (default := defaults[name]) is not None}
    return {**reset, **{name: value for name, value in after.items() if before.get(name) != value}}


def _fifo(model: Mapping[str, Any], of: str) -> bool:
    return str(model.get(of, "false")).lower() == "true"


class Queue(ResourceProvider):
    """AWS::SQS::Queue."""

    TYPE = "AWS::SQS::Queue"
    SCHEMA = schema(
        TYPE,
        ["QueueUrl"],
        properties=["QueueName", "FifoQueue", "Tags", *_QUEUE],
        create_only=["QueueName", "FifoQueue"],
        read_only=["Arn", "QueueUrl"],
    )

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Make the queue; a name that is there already, with whatever attributes, is no success."""
        given, request.desired_state = request.desired_state, {}
        sqs, fifo = request.aws_client_factory.sqs, _fifo(given, "FifoQueue")
        name = given.get("QueueName") or generated_name(request, 75) + (".fifo" if fifo else "")
        attributes = _attributes(given, list(_QUEUE)) | ({"FifoQueue": "true"} if fifo else {})
        url = sqs.create_queue(QueueName=name, Attributes=attributes, tags=tags_of(given))["QueueUrl"]
        arn = f"arn:aws:sqs:{request.region_name}:{request.account_id}:{name}"
        return done({**given, "QueueName": name, "QueueUrl": url, "Arn": arn})

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Set the attributes and tags that differ."""
        sqs, url = request.aws_client_factory.sqs, request.previous_state["QueueUrl"]
        if attributes := _changed(request, _QUEUE):
            sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)
        before, after = tags_of(request.previous_state), tags_of(request.desired_state)
        if gone := sorted(set(before) - set(after)):
            sqs.untag_queue(QueueUrl=url, TagKeys=gone)
        if after != before and after:
            sqs.tag_queue(QueueUrl=url, Tags=after)
        return done({**request.desired_state, "QueueName": request.previous_state["QueueName"]})

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Remove it."""
        request.aws_client_factory.sqs.delete_queue(QueueUrl=request.desired_state["QueueUrl"])
        return done({})


class Topic(ResourceProvider):
    """AWS::SNS::Topic, with the subscriptions that it lists."""

    TYPE = "AWS::SNS::Topic"
    SCHEMA = schema(
        TYPE,
        ["TopicArn"],
        properties=["TopicName", "FifoTopic", "Subscription", "Tags", *_TOPIC],
        create_only=["TopicName", "FifoTopic"],
        read_only=["TopicArn"],
    )

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Make the topic and its subscriptions."""
        given, request.desired_state = request.desired_state, {}
        sns, fifo = request.aws_client_factory.sns, _fifo(given, "FifoTopic")
        name = given.get("TopicName") or generated_name(request, 250) + (".fifo" if fifo else "")
        attributes = _attributes(given, list(_TOPIC)) | ({"FifoTopic": "true"} if fifo else {})
        tags = [{"Key": key, "Value": value} for key, value in tags_of(given).items()]
        arn = sns.create_topic(Name=name, Attributes=attributes, Tags=tags)["TopicArn"]
        request.desired_state = {**given, "TopicName": name, "TopicArn": arn}
        _subscribe(sns, arn, [], given.get("Subscription") or [])
        return done(request.desired_state)

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Set what differs."""
        sns, before, after = request.aws_client_factory.sns, request.previous_state, request.desired_state
        arn = before["TopicArn"]
        for name, value in _changed(request, _TOPIC).items():
            sns.set_topic_attributes(TopicArn=arn, AttributeName=name, AttributeValue=value)
        old, new = tags_of(before), tags_of(after)
        if gone := sorted(set(old) - set(new)):
            sns.untag_resource(ResourceArn=arn, TagKeys=gone)
        if new != old and new:
            sns.tag_resource(ResourceArn=arn, Tags=[{"Key": key, "Value": value} for key, value in new.items()])
        _subscribe(sns, arn, before.get("Subscription") or [], after.get("Subscription") or [])
        return done({**after, "TopicName": before["TopicName"]})

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Remove it, with all its subscriptions."""
        sns, arn = request.aws_client_factory.sns, request.desired_state["TopicArn"]
        for page in sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=arn):
            for one in page["Subscriptions"]:
                if one["SubscriptionArn"].startswith("arn:"):
                    sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])
        sns.delete_topic(TopicArn=arn)
        return done({})


def _subscribe(sns: Any, arn: str, before: list[Model], after: list[Model]) -> None:
    for one in after:
        if one not in before:
            sns.subscribe(TopicArn=arn, Protocol=one["Protocol"], Endpoint=one["Endpoint"])
    gone = [(one["Protocol"], one["Endpoint"]) for one in before if one not in after]
    for page in sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=arn) if gone else ():
        for one in page["Subscriptions"]:
            if (one["Protocol"], one["Endpoint"]) in gone:
                sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])


class QueuePolicy(SQSQueuePolicyProvider):
    """AWS::SQS::QueuePolicy: goes although some of its queues are gone, where LocalStack's fails without a reason."""

    TYPE = "AWS::SQS::QueuePolicy"

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Take the policy off the queues that there are."""
        sqs = request.aws_client_factory.sqs
        for queue in request.previous_state["Queues"]:
            with suppress(sqs.exceptions.QueueDoesNotExist):
                sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": ""})
        return done({})


PROVIDERS = {one.TYPE: one for one in (Queue, QueuePolicy, Topic)}
