"""S3: its actions are named unlike its operations, and some operations need several.

Rules: S3 user guide, "Required permissions for Amazon S3 API operations".
"""

from collections.abc import Mapping
from urllib.parse import parse_qs, unquote, urlparse

from emulator.iam.actions.call import Call, Need

_BUCKET = {
    "CreateBucket": "CreateBucket",
    "CreateBucketMetadataConfiguration": "CreateBucketMetadataTableConfiguration",
    "CreateBucketMetadataTableConfiguration": "CreateBucketMetadataTableConfiguration",
    "DeleteBucket": "DeleteBucket",
    "DeleteBucketAnalyticsConfiguration": "PutAnalyticsConfiguration",
    "DeleteBucketCors": "PutBucketCORS",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketIntelligentTieringConfiguration": "PutIntelligentTieringConfiguration",
    "DeleteBucketInventoryConfiguration": "PutInventoryConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketMetadataConfiguration": "DeleteBucketMetadataTableConfiguration",
    "DeleteBucketMetadataTableConfiguration": "DeleteBucketMetadataTableConfiguration",
    "DeleteBucketMetricsConfiguration": "PutMetricsConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketPolicy": "DeleteBucketPolicy",
    "DeleteBucketReplication": "PutReplicationConfiguration",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeleteBucketWebsite": "DeleteBucketWebsite",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketAbac": "GetBucketAbac",
    "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
    "GetBucketAcl": "GetBucketAcl",
    "GetBucketAnalyticsConfiguration": "GetAnalyticsConfiguration",
    "GetBucketCors": "GetBucketCORS",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketIntelligentTieringConfiguration": "GetIntelligentTieringConfiguration",
    "GetBucketInventoryConfiguration": "GetInventoryConfiguration",
    "GetBucketLifecycle": "GetLifecycleConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketLocation": "GetBucketLocation",
    "GetBucketLogging": "GetBucketLogging",
    "GetBucketMetadataConfiguration": "GetBucketMetadataTableConfiguration",
    "GetBucketMetadataTableConfiguration": "GetBucketMetadataTableConfiguration",
    "GetBucketMetricsConfiguration": "GetMetricsConfiguration",
    "GetBucketNotification": "GetBucketNotification",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "GetBucketOwnershipControls": "GetBucketOwnershipControls",
    "GetBucketPolicy": "GetBucketPolicy",
    "GetBucketPolicyStatus": "GetBucketPolicyStatus",
    "GetBucketReplication": "GetReplicationConfiguration",
    "GetBucketRequestPayment": "GetBucketRequestPayment",
    "GetBucketTagging": "GetBucketTagging",
    "GetBucketVersioning": "GetBucketVersioning",
    "GetBucketWebsite": "GetBucketWebsite",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "ListBucketAnalyticsConfigurations": "GetAnalyticsConfiguration",
    "ListBucketIntelligentTieringConfigurations": "GetIntelligentTieringConfiguration",
    "ListBucketInventoryConfigurations": "GetInventoryConfiguration",
    "ListBucketMetricsConfigurations": "GetMetricsConfiguration",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "PutBucketAbac": "PutBucketAbac",
    "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
    "PutBucketAcl": "PutBucketAcl",
    "PutBucketAnalyticsConfiguration": "PutAnalyticsConfiguration",
    "PutBucketCors": "PutBucketCORS",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketIntelligentTieringConfiguration": "PutIntelligentTieringConfiguration",
    "PutBucketInventoryConfiguration": "PutInventoryConfiguration",
    "PutBucketLifecycle": "PutLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutBucketLogging": "PutBucketLogging",
    "PutBucketMetricsConfiguration": "PutMetricsConfiguration",
    "PutBucketNotification": "PutBucketNotification",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutBucketOwnershipControls": "PutBucketOwnershipControls",
    "PutBucketPolicy": "PutBucketPolicy",
    "PutBucketReplication": "PutReplicationConfiguration",
    "PutBucketRequestPayment": "PutBucketRequestPayment",
    "PutBucketTagging": "PutBucketTagging",
    "PutBucketVersioning": "PutBucketVersioning",
    "PutBucketWebsite": "PutBucketWebsite",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "UpdateBucketMetadataInventoryTableConfiguration": "UpdateBucketMetadataInventoryTableConfiguration",
    "UpdateBucketMetadataJournalTableConfiguration": "UpdateBucketMetadataJournalTableConfiguration",
}
_OBJECT = {
    "AbortMultipartUpload": "AbortMultipartUpload",
    "CompleteMultipartUpload": "PutObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "DeleteObject": "DeleteObject",
    "DeleteObjectTagging": "DeleteObjectTagging",
    "GetObject": "GetObject",
    "GetObjectAcl": "GetObjectAcl",
    "GetObjectAttributes": "GetObjectAttributes",
    "GetObjectLegalHold": "GetObjectLegalHold",
    "GetObjectRetention": "GetObjectRetention",
    "GetObjectTagging": "GetObjectTagging",
    "GetObjectTorrent": "GetObjectTorrent",
    "HeadObject": "GetObject",
    "ListParts": "ListMultipartUploadParts",
    "PutObject": "PutObject",
    "PutObjectAcl": "PutObjectAcl",
    "PutObjectLegalHold": "PutObjectLegalHold",
    "PutObjectRetention": "PutObjectRetention",
    "PutObjectTagging": "PutObjectTagging",
    "RenameObject": "PutObject",
    "RestoreObject": "RestoreObject",
    "SelectObjectContent": "GetObject",
    "UpdateObjectEncryption": "UpdateObjectEncryption",
    "UploadPart": "PutObject",
    "UploadPartCopy": "PutObject",
}
_ELSEWHERE = {
    "CreateSession": "s3express:CreateSession",
    "ListBuckets": "s3:ListAllMyBuckets",
    "ListDirectoryBuckets": "s3express:ListAllMyDirectoryBuckets",
    "WriteGetObjectResponse": "s3-object-lambda:WriteGetObjectResponse",
}
_OF_VERSIONS = {
    "DeleteObject": "DeleteObjectVersion",
    "DeleteObjectTagging": "DeleteObjectVersionTagging",
    "GetObject": "GetObjectVersion",
    "GetObjectAcl": "GetObjectVersionAcl",
    "GetObjectAttributes": "GetObjectVersionAttributes",
    "GetObjectTagging": "GetObjectVersionTagging",
    "GetObjectTorrent": "GetObjectVersionTorrent",
    "PutObjectAcl": "PutObjectVersionAcl",
    "PutObjectTagging": "PutObjectVersionTagging",
}
MORE = {
    "Tagging": "PutObjectTagging",
    "ACL": "PutObjectAcl",
    "GrantFullControl": "PutObjectAcl",
    "GrantRead": "PutObjectAcl",
    "GrantReadACP": "PutObjectAcl",
    "GrantWriteACP": "PutObjectAcl",
    "ObjectLockMode": "PutObjectRetention",
    "ObjectLockLegalHoldStatus": "PutObjectLegalHold",
}
"""What an upload needs beyond `PutObject`, by the parameter that asks for it."""
_UPLOADS = ("PutObject", "CopyObject", "CreateMultipartUpload")


def needs(call: Call) -> tuple[Need, ...]:
    """The actions of one operation of S3."""
    if call.operation in _ELSEWHERE:
        return (Need(_ELSEWHERE[call.operation], "*"),)
    bucket = f"arn:aws:s3:::{call.text('Bucket') or '*'}"
    if call.operation in _BUCKET:
        return (Need(f"s3:{_BUCKET[call.operation]}", bucket),)
    if call.operation == "DeleteObjects":
        return _deletions(call, bucket)
    return _of_object(call, f"{bucket}/{call.text('Key') or '*'}")


def _of_object(call: Call, resource: str) -> tuple[Need, ...]:
    action = _OBJECT[call.operation]
    if call.text("VersionId"):
        action = _OF_VERSIONS.get(action, action)
    found = [Need(f"s3:{action}", resource)]
    if call.operation in _UPLOADS:
        more = {name for parameter, name in MORE.items() if call.text(parameter)}
        found += [Need(f"s3:{name}", resource) for name in sorted(more)]
    if call.operation == "RenameObject":
        source = call.text("RenameSource").rpartition("/")[2]
        found += [Need("s3:GetObject", resource.partition("/")[0] + f"/{source}")]
    if call.parameters.get("CopySource"):
        found.append(copied(call))
    if call.operation != "DeleteObject" and call.parameters.get("BypassGovernanceRetention"):
        found.append(Need("s3:BypassGovernanceRetention", resource))
    return tuple(found)


def copied(call: Call) -> Need:
    """What is copied must be read: `bucket/key`, url-encoded, with an optional version; clients may pass its parts.

    The text is read as S3 reads it here: as the path of a URL, in which `+` is a space.
    """
    given = call.parameters["CopySource"]
    if isinstance(given, Mapping):
        path, version = f"{given['Bucket']}/{given['Key']}", str(given.get("VersionId") or "")
    else:
        url = urlparse(str(given))
        path, version = unquote(url.path.replace("+", " ")).lstrip("/"), parse_qs(url.query).get("versionId", [""])[0]
    return Need("s3:GetObjectVersion" if version else "s3:GetObject", f"arn:aws:s3:::{path}")


def _deletions(call: Call, bucket: str) -> tuple[Need, ...]:
    objects = call.parameters.get("Delete", {}).get("Objects", ())
    return tuple(
        Need("s3:DeleteObjectVersion" if one.get("VersionId") else "s3:DeleteObject", f"{bucket}/{one['Key']}")
        for one in objects
    )


OPERATIONS = frozenset((*_BUCKET, *_OBJECT, *_ELSEWHERE, "DeleteObjects"))
"""Every operation that is mapped."""
