"""S3: buckets, whose settings are put and taken away one by one, and which go only when they are empty."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from localstack.utils.strings import short_uid

from emulator.cloudformation import s3
from emulator.localstack.cloudformation.types.kind import (
    Model,
    ProgressEvent,
    ResourceProvider,
    ResourceRequest,
    done,
    schema,
)
from emulator.localstack.gateway.addresses import SUFFIX, path_form

US_EAST_1 = "us-east-1"


@dataclass(frozen=True)
class Setting:
    """One property of a bucket: how it is put, and how it is taken away."""

    property: str
    put: Callable[[Any, str, Any], Any]
    take_away: Callable[[Any, str], Any]


SETTINGS = (
    Setting(
        "NotificationConfiguration",
        lambda client, bucket, given: client.put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration=s3.notifications(given)
        ),
        lambda client, bucket: client.put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration={}
        ),
    ),
    Setting(
        "VersioningConfiguration",
        lambda client, bucket, given: client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=given),
        lambda client, bucket: client.put_bucket_versioning(
            Bucket=bucket, VersioningConfiguration={"Status": "Suspended"}
        ),
    ),
    Setting(
        "CorsConfiguration",
        lambda client, bucket, given: client.put_bucket_cors(Bucket=bucket, CORSConfiguration=s3.cors(given)),
        lambda client, bucket: client.delete_bucket_cors(Bucket=bucket),
    ),
    Setting(
        "LifecycleConfiguration",
        lambda client, bucket, given: client.put_bucket_lifecycle_configuration(
            Bucket=bucket, LifecycleConfiguration=s3.lifecycle(given)
        ),
        lambda client, bucket: client.delete_bucket_lifecycle(Bucket=bucket),
    ),
    Setting(
        "PublicAccessBlockConfiguration",
        lambda client, bucket, given: client.put_public_access_block(
            Bucket=bucket, PublicAccessBlockConfiguration=given
        ),
        lambda client, bucket: client.delete_public_access_block(Bucket=bucket),
    ),
    Setting(
        "OwnershipControls",
        lambda client, bucket, given: client.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=given),
        lambda client, bucket: client.delete_bucket_ownership_controls(Bucket=bucket),
    ),
    Setting(
        "BucketEncryption",
        lambda client, bucket, given: client.put_bucket_encryption(
            Bucket=bucket, ServerSideEncryptionConfiguration=s3.encryption(given)
        ),
        lambda client, bucket: client.delete_bucket_encryption(Bucket=bucket),
    ),
    Setting(
        "ObjectLockConfiguration",
        lambda client, bucket, given: client.put_object_lock_configuration(
            Bucket=bucket, ObjectLockConfiguration=given
        ),
        lambda client, bucket: client.put_object_lock_configuration(
            Bucket=bucket, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"}
        ),
    ),
    Setting(
        "Tags",
        lambda client, bucket, given: client.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": given}),
        lambda client, bucket: client.delete_bucket_tagging(Bucket=bucket),
    ),
    Setting(
        "WebsiteConfiguration",
        lambda client, bucket, given: client.put_bucket_website(Bucket=bucket, WebsiteConfiguration=s3.website(given)),
        lambda client, bucket: client.delete_bucket_website(Bucket=bucket),
    ),
    Setting(
        "AccessControl",
        lambda client, bucket, given: client.put_bucket_acl(Bucket=bucket, ACL=s3.canned_acl(given)),
        lambda client, bucket: client.put_bucket_acl(Bucket=bucket, ACL="private"),
    ),
)


class Bucket(ResourceProvider):
    """AWS::S3::Bucket."""

    TYPE = "AWS::S3::Bucket"
    SCHEMA = schema(
        TYPE,
        ["BucketName"],
        properties=["BucketName", "ObjectLockEnabled", *(one.property for one in SETTINGS)],
        create_only=["BucketName", "ObjectLockEnabled"],
        read_only=["Arn", "DomainName", "RegionalDomainName", "DualStackDomainName", "WebsiteURL"],
    )

    def create(self, request: ResourceRequest) -> ProgressEvent:
        """Make the bucket, which nobody else may have, then its settings."""
        given, request.desired_state = request.desired_state, {}
        client, name = request.aws_client_factory.s3, given.get("BucketName") or _name(request)
        where = {} if request.region_name == US_EAST_1 else {"LocationConstraint": request.region_name}
        there = [one["Name"] for one in client.list_buckets()["Buckets"]]
        if name in there:
            raise s3.BucketExistsError(name)
        client.create_bucket(
            Bucket=name,
            **({"CreateBucketConfiguration": where} if where else {}),
            **({"ObjectLockEnabledForBucket": True} if given.get("ObjectLockEnabled") else {}),
        )
        request.desired_state = {**given, "BucketName": name, **_addresses(name, request.region_name)}
        _set(client, name, {}, given)
        return done(request.desired_state)

    def update(self, request: ResourceRequest) -> ProgressEvent:
        """Put what differs, and take away what the template has no more."""
        before, given = request.previous_state, request.desired_state
        _set(request.aws_client_factory.s3, before["BucketName"], before, given)
        return done(given)

    def delete(self, request: ResourceRequest) -> ProgressEvent:
        """Remove the bucket; S3 refuses that of one that holds objects."""
        request.aws_client_factory.s3.delete_bucket(Bucket=request.desired_state["BucketName"])
        return done({})


def _set(client: Any, bucket: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    for setting in SETTINGS:
        old, new = before.get(setting.property), after.get(setting.property)
        if old == new:
            continue
        if new is None:
            setting.take_away(client, bucket)
        else:
            setting.put(client, bucket, new)


def _name(request: ResourceRequest) -> str:
    """As CloudFormation makes it: lower case, at most 63 characters."""
    return f"{request.stack_name}-{request.logical_resource_id}"[:50].lower().replace("_", "-") + f"-{short_uid()}"


def _addresses(name: str, region: str) -> Model:
    """A bucket's attributes; addresses are those of this emulator."""
    return {
        "Arn": f"arn:aws:s3:::{name}",
        "DomainName": path_form(f"{name}.s3.{SUFFIX}"),
        "RegionalDomainName": path_form(f"{name}.s3.{region}.{SUFFIX}"),
        "DualStackDomainName": path_form(f"{name}.s3.dualstack.{region}.{SUFFIX}"),
        "WebsiteURL": path_form(f"http://{name}.s3-website-{region}.{SUFFIX}"),
    }


PROVIDERS = {Bucket.TYPE: Bucket}
