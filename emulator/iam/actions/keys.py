"""Condition keys that a request's own parameters give, as tables by service.

Rules: service authorization reference, "Condition keys for …".
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from emulator.iam.actions import dynamodb
from emulator.iam.actions.call import Call
from emulator.iam.templates import Context

_KEYS: Mapping[str, Mapping[str, str]] = {
    "s3": {
        "Prefix": "s3:prefix",
        "Delimiter": "s3:delimiter",
        "MaxKeys": "s3:max-keys",
        "VersionId": "s3:versionid",
        "ACL": "s3:x-amz-acl",
        "CopySource": "s3:x-amz-copy-source",
        "MetadataDirective": "s3:x-amz-metadata-directive",
        "ServerSideEncryption": "s3:x-amz-server-side-encryption",
        "SSEKMSKeyId": "s3:x-amz-server-side-encryption-aws-kms-key-id",
        "SSECustomerAlgorithm": "s3:x-amz-server-side-encryption-customer-algorithm",
        "StorageClass": "s3:x-amz-storage-class",
        "WebsiteRedirectLocation": "s3:x-amz-website-redirect-location",
        "GrantFullControl": "s3:x-amz-grant-full-control",
        "GrantRead": "s3:x-amz-grant-read",
        "GrantReadACP": "s3:x-amz-grant-read-acp",
        "GrantWrite": "s3:x-amz-grant-write",
        "GrantWriteACP": "s3:x-amz-grant-write-acp",
        "IfMatch": "s3:if-match",
        "IfNoneMatch": "s3:if-none-match",
        "ObjectLockMode": "s3:object-lock-mode",
        "ObjectLockRetainUntilDate": "s3:object-lock-retain-until-date",
        "ObjectLockLegalHoldStatus": "s3:object-lock-legal-hold",
    },
    "sns": {"Protocol": "sns:protocol", "Endpoint": "sns:endpoint"},
    "lambda": {
        "Principal": "lambda:principal",
        "Layers": "lambda:layer",
        "FunctionUrlAuthType": "lambda:functionurlauthtype",
        "CodeSigningConfigArn": "lambda:codesigningconfigarn",
    },
    "cloudwatch": {"Namespace": "cloudwatch:namespace", "AlarmActions": "cloudwatch:alarmactions"},
    "iam": {
        "PolicyArn": "iam:policyarn",
        "PermissionsBoundary": "iam:permissionsboundary",
        "AWSServiceName": "iam:awsservicename",
    },
    "sts": {
        "ExternalId": "sts:externalid",
        "RoleSessionName": "sts:rolesessionname",
        "SourceIdentity": "sts:sourceidentity",
        "DurationSeconds": "sts:durationseconds",
        "TransitiveTagKeys": "sts:transitivetagkeys",
    },
    "kms": {
        "EncryptionAlgorithm": "kms:encryptionalgorithm",
        "KeySpec": "kms:keyspec",
        "KeyUsage": "kms:keyusage",
        "SigningAlgorithm": "kms:signingalgorithm",
        "MessageType": "kms:messagetype",
        "Operations": "kms:grantoperations",
        "GranteePrincipal": "kms:granteeprincipal",
        "BypassPolicyLockoutSafetyCheck": "kms:bypasspolicylockoutsafetycheck",
    },
    "ssm": {"Recursive": "ssm:recursive", "Overwrite": "ssm:overwrite", "PolicyText": "ssm:policies"},
    "secretsmanager": {
        "SecretId": "secretsmanager:secretid",
        "Name": "secretsmanager:name",
        "VersionId": "secretsmanager:versionid",
        "VersionStage": "secretsmanager:versionstage",
        "RotationLambdaARN": "secretsmanager:rotationlambdaarn",
        "KmsKeyId": "secretsmanager:kmskeyid",
        "ForceDeleteWithoutRecovery": "secretsmanager:forcedeletewithoutrecovery",
        "RecoveryWindowInDays": "secretsmanager:recoverywindowindays",
    },
    "cloudformation": {
        "TemplateURL": "cloudformation:templateurl",
        "RoleARN": "cloudformation:rolearn",
        "ResourceTypes": "cloudformation:resourcetypes",
        "ChangeSetName": "cloudformation:changesetname",
        "StackPolicyURL": "cloudformation:stackpolicyurl",
    },
    "logs": {"destinationArn": "logs:destinationarn"},
}


def request_keys(call: Call) -> Context:
    """The service's own keys that the parameters give, and the tags of the request; names are in lower case."""
    table = _KEYS.get(call.service, {})
    given = call.parameters
    keys: dict[str, str | tuple[str, ...]] = {
        table[name]: _value(value) for name, value in given.items() if name in table and value not in (None, "", [])
    }
    if call.service == "s3" and isinstance(given.get("Prefix"), str):
        keys["s3:prefix"] = given["Prefix"]
    if call.service == "s3" and call.text("Tagging"):
        keys |= _object_tags(call.text("Tagging"))
    if call.service == "kms" and isinstance(given.get("EncryptionContext"), Mapping):
        keys |= _encryption_context(given["EncryptionContext"])
    if call.service == "events" and call.operation == "PutEvents":
        keys |= _events(given.get("Entries") or ())
    if call.service == "dynamodb":
        keys |= dynamodb.keys_of_items(call)
    return keys | _tags(given)


def _value(given: Any) -> str | tuple[str, ...]:
    if isinstance(given, list | tuple):
        return tuple(str(one) for one in given)
    return str(given).lower() if isinstance(given, bool) else str(given)


def _object_tags(query: str) -> dict[str, str | tuple[str, ...]]:
    pairs = parse_qsl(query, keep_blank_values=True)
    names = {"s3:requestobjecttagkeys": tuple(name for name, _ in pairs)}
    return {f"s3:requestobjecttag/{name.lower()}": value for name, value in pairs} | names


def _encryption_context(context: Mapping[str, str]) -> dict[str, str | tuple[str, ...]]:
    names = {"kms:encryptioncontextkeys": tuple(context)}
    return {f"kms:encryptioncontext:{name.lower()}": value for name, value in context.items()} | names


def _events(entries: Iterable[Mapping[str, Any]]) -> dict[str, str | tuple[str, ...]]:
    sources = {str(entry["Source"]) for entry in entries if entry.get("Source")}
    kinds = {str(entry["DetailType"]) for entry in entries if entry.get("DetailType")}
    found = {"events:source": tuple(sorted(sources)), "events:detail-type": tuple(sorted(kinds))}
    return {key: values for key, values in found.items() if values}


def _tags(given: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    """Tags in any of the services' shapes: a mapping, or a list of pairs."""
    tags = given.get("Tags") or given.get("tags")
    if not tags:
        return {}
    pairs = (
        dict(tags) if isinstance(tags, Mapping) else dict(_pair(one) for one in tags or () if isinstance(one, Mapping))
    )
    if not pairs:
        return {}
    named = {f"aws:requesttag/{name.lower()}": str(value) for name, value in pairs.items()}
    return {**named, "aws:tagkeys": tuple(str(name) for name in pairs)}


def _pair(tag: Mapping[str, Any]) -> tuple[str, str]:
    lower = {name.lower().removeprefix("tag"): value for name, value in tag.items()}
    return str(lower.get("key", "")), str(lower.get("value", ""))
