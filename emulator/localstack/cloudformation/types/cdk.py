"""What CDK's own helpers do with functions on Node, done here: no function is called, the effect is the same.

Source: aws-cdk-lib, the handlers of its `custom-resource-handlers`.
"""

import json
import zlib
from typing import Any

from botocore.exceptions import ClientError

from emulator.localstack.cloudformation.types.kind import (
    Model,
    ProgressEvent,
    ResourceProvider,
    ResourceRequest,
    done,
    generated_name,
    schema,
)

AUTO_DELETE_TAG = "aws-cdk:auto-delete-objects"
_KINDS = ("TopicConfigurations", "QueueConfigurations", "LambdaFunctionConfigurations")


class AutoDeleteObjects(ResourceProvider):
    """Custom::S3AutoDeleteObjects: empties its bucket when it is deleted, if the bucket's tag still says so."""

    TYPE = "Custom::S3AutoDeleteObjects"
    SCHEMA = schema(
        TYPE,
        ["Id"],
        properties=["ServiceToken", "BucketName", "ServiceTimeout"],
        create_only=["BucketName"],
        read_only=["Id"],
        required=["BucketName"],
    )

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Nothing to do yet."""
        return done({**request.desired_state, "Id": generated_name(request)})

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Nothing to do."""
        return done(request.desired_state)

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Empty the bucket; one that isn't there is empty."""
        client, bucket = request.aws_client_factory.s3, request.desired_state["BucketName"]
        if _is_tagged(client, bucket):
            _empty(client, bucket)
        return done({})


def _is_tagged(client: Any, bucket: str) -> bool:
    try:
        tags = client.get_bucket_tagging(Bucket=bucket)["TagSet"]
    except ClientError:
        return False
    return any((one["Key"], one["Value"]) == (AUTO_DELETE_TAG, "true") for one in tags)


def _empty(client: Any, bucket: str) -> None:
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for one in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
            client.delete_object(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])
    for page in client.get_paginator("list_multipart_uploads").paginate(Bucket=bucket):
        for one in page.get("Uploads", []):
            client.abort_multipart_upload(Bucket=bucket, Key=one["Key"], UploadId=one["UploadId"])


class BucketNotifications(ResourceProvider):
    """Custom::S3BucketNotifications: a bucket's notifications, all of them or, unmanaged, beside those of others."""

    TYPE = "Custom::S3BucketNotifications"
    SCHEMA = schema(
        TYPE,
        ["Id"],
        properties=[
            "ServiceToken",
            "BucketName",
            "NotificationConfiguration",
            "Managed",
            "SkipDestinationValidation",
            "ServiceTimeout",
        ],
        create_only=["BucketName"],
        read_only=["Id"],
        required=["BucketName"],
    )

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Put the notifications."""
        given, request.desired_state = request.desired_state, {}
        _notify(request, given, {}, given.get("NotificationConfiguration", {}))
        return done({**given, "Id": generated_name(request)})

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Put them in the place of the earlier ones."""
        given, before = request.desired_state, request.previous_state.get("NotificationConfiguration", {})
        _notify(request, given, before, given.get("NotificationConfiguration", {}))
        return done(given)

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Take them away."""
        model = request.desired_state
        _notify(request, model, model.get("NotificationConfiguration", {}), {})
        return done({})


def _notify(request: ResourceRequest, model: Model, before: Model, after: Model) -> None:
    client, bucket = request.aws_client_factory.s3, model["BucketName"]
    kept = {} if str(model.get("Managed", "true")).lower() == "true" else _others(client, bucket, request, before)
    merged: Model = {kind: [*kept.get(kind, []), *_named(after.get(kind, []), request)] for kind in _KINDS}
    if "EventBridgeConfiguration" in after or "EventBridgeConfiguration" in kept:
        merged["EventBridgeConfiguration"] = {}
    client.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={kind: value for kind, value in merged.items() if value or value == {}},
    )


def _named(entries: list[Model], request: ResourceRequest) -> list[Model]:
    prefix = f"{request.stack_id}-"
    return [
        {**one, "Id": one.get("Id") or f"{prefix}{zlib.crc32(json.dumps(one, sort_keys=True).encode())}"}
        for one in entries
    ]


def _others(client: Any, bucket: str, request: ResourceRequest, before: Model) -> Model:
    """The bucket's notifications that aren't this resource's."""
    there = client.get_bucket_notification_configuration(Bucket=bucket)
    own = {one.get("Id") for kind in _KINDS for one in before.get(kind, []) if one.get("Id")}
    return {
        **({"EventBridgeConfiguration": {}} if "EventBridgeConfiguration" in there else {}),
        **{
            kind: [
                one
                for one in there.get(kind, [])
                if one.get("Id") not in own and not str(one.get("Id")).startswith(f"{request.stack_id}-")
            ]
            for kind in _KINDS
        },
    }


class LogRetention(ResourceProvider):
    """Custom::LogRetention: a log group's retention; the group is made if it isn't there."""

    TYPE = "Custom::LogRetention"
    SCHEMA = schema(
        TYPE,
        ["LogGroupName"],
        properties=[
            "ServiceToken",
            "LogGroupName",
            "LogGroupRegion",
            "RetentionInDays",
            "RemovalPolicy",
            "SdkRetry",
            "Tags",
            "ServiceTimeout",
        ],
        create_only=["LogGroupName", "LogGroupRegion"],
        required=["LogGroupName"],
    )

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Make the group if need be, and set its retention."""
        _set_retention(request)
        return done(request.desired_state)

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Set it again."""
        _set_retention(request)
        return done(request.desired_state)

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Leave the group as it is, unless its removal policy is `destroy`."""
        model = request.desired_state
        if model.get("RemovalPolicy") == "destroy":
            _logs(request).delete_log_group(logGroupName=model["LogGroupName"])
        return done({})


def _logs(request: ResourceRequest) -> Any:
    region = request.desired_state.get("LogGroupRegion") or request.region_name
    if region != request.region_name:
        raise ValueError(f"LogGroupRegion must be the stack's region here, {request.region_name}")
    return request.aws_client_factory.logs


def _set_retention(request: ResourceRequest) -> None:
    logs, model = _logs(request), request.desired_state
    name = model["LogGroupName"]
    groups = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    if name not in [one["logGroupName"] for one in groups]:
        logs.create_log_group(logGroupName=name)
    days = model.get("RetentionInDays")
    if days in (None, "undefined"):
        logs.delete_retention_policy(logGroupName=name)
    else:
        logs.put_retention_policy(logGroupName=name, retentionInDays=int(days))


PROVIDERS = {one.TYPE: one for one in (AutoDeleteObjects, BucketNotifications, LogRetention)}
