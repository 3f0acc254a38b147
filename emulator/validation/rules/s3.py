"""What S3 refuses: names of buckets, notifications, lists of keys, bodies without a length, grants, lifecycle rules.

Also metadata and tags beyond their limits: user guide, "Working with object metadata" and "Categorizing your storage
using tags".
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any
from urllib.parse import parse_qsl

from emulator.validation.refusal import Refusal

MOST_KEYS = 1_000
MOST_METADATA_BYTES = 2_048
MOST_TAGS = 10
RESERVED_PREFIXES = ("xn--", "sthree-", "amzn-s3-demo-")
RESERVED_SUFFIXES = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
"""User guide, "General purpose bucket naming rules"."""
ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}")

OVERRIDES = tuple(
    f"Response{name}"
    for name in ("CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "ContentType")
)
"""The parameters that say what headers an object is answered with."""
NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""Of a header (RFC 9110, 5.1)."""
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

CREATED = ("Put", "Post", "Copy", "CompleteMultipartUpload")
EVENTS = {
    "s3:ObjectCreated": CREATED,
    "s3:ObjectRemoved": ("Delete", "DeleteMarkerCreated"),
    "s3:ObjectRestore": ("Post", "Completed", "Delete"),
    "s3:Replication": (
        "OperationFailedReplication", "OperationMissedThreshold", "OperationReplicatedAfterThreshold",
        "OperationNotTracked",
    ),
    "s3:LifecycleExpiration": ("Delete", "DeleteMarkerCreated"),
    "s3:ObjectTagging": ("Put", "Delete"),
}  # fmt: skip
"""User guide, "Supported event types for SQS, SNS, and Lambda": each also as `:*`."""
SINGLE_EVENTS = frozenset(
    {"s3:ReducedRedundancyLostObject", "s3:LifecycleTransition", "s3:IntelligentTiering", "s3:ObjectAcl:Put"}
)
LIFECYCLE_DAYS = {
    "Expiration": "Days", "NoncurrentVersionExpiration": "NoncurrentDays",
    "AbortIncompleteMultipartUpload": "DaysAfterInitiation",
}  # fmt: skip
LIFECYCLE_ACTIONS = (*LIFECYCLE_DAYS, "Transitions", "NoncurrentVersionTransitions")
"""User guide, "Lifecycle configuration elements"."""
KINDS = ("TopicConfigurations", "QueueConfigurations", "LambdaFunctionConfigurations")


def bucket_name(name: str) -> Refusal | None:
    """A name that a new bucket can't have, though it has the characters of one."""
    reserved = name.startswith(RESERVED_PREFIXES) or name.endswith(RESERVED_SUFFIXES)
    if reserved or ".." in name or ADDRESS.fullmatch(name):
        return Refusal("InvalidBucketName", "The specified bucket is not valid.")
    return None


def notifications(configuration: Mapping[str, Any]) -> Refusal | None:
    """A notification configuration: user guide, "Configuring event notifications using object key name filtering"."""
    every = [one for kind in KINDS for one in configuration.get(kind) or ()]
    for one in every:
        if refusal := _events(one) or _filter(_rules(one)):
            return refusal
    ids = [one["Id"] for one in every if one.get("Id")]
    if len(ids) != len(set(ids)):
        return _argument("Same ID used for multiple configurations. IDs must be unique")
    return next((_overlap(one, other) for one, other in combinations(every, 2) if _share(one, other)), None)


def _argument(message: str) -> Refusal:
    return Refusal("InvalidArgument", message)


def _events(one: Mapping[str, Any]) -> Refusal | None:
    given = list(one.get("Events") or ())
    if any(not _known(event) for event in given):
        return _argument("The event is not supported for notifications")
    if any(_common(event, other) for event, other in combinations(given, 2)):
        return _argument("Configurations overlap. Configurations on the same bucket cannot share a common event type.")
    return None


def _known(event: str) -> bool:
    kind, _, what = event.rpartition(":")
    return event in SINGLE_EVENTS or (kind in EVENTS and what in (*EVENTS[kind], "*"))


def _common(event: str, other: str) -> bool:
    """Whether something can happen that both name."""
    (kind, _, what), (other_kind, _, other_what) = event.rpartition(":"), other.rpartition(":")
    return event == other or (kind == other_kind and "*" in (what, other_what))


def _rules(one: Mapping[str, Any]) -> list[tuple[str, str]]:
    rules = ((one.get("Filter") or {}).get("Key") or {}).get("FilterRules") or ()
    return [(str(rule.get("Name", "")).lower(), str(rule.get("Value", ""))) for rule in rules]


def _filter(rules: Sequence[tuple[str, str]]) -> Refusal | None:
    names = [name for name, _ in rules]
    if any(name not in ("prefix", "suffix") for name in names):
        return _argument("filter rule name must be either prefix or suffix")
    for name in ("prefix", "suffix"):
        if names.count(name) > 1:
            return _argument(f"Cannot specify more than one {name} rule in a filter.")
    return None


def _share(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether one operation on one object can match both configurations."""
    events = any(_common(event, another) for event in one.get("Events", ()) for another in other.get("Events", ()))
    (prefix, suffix), (other_prefix, other_suffix) = _ends(one), _ends(other)
    prefixes = prefix.startswith(other_prefix) or other_prefix.startswith(prefix)
    suffixes = suffix.endswith(other_suffix) or other_suffix.endswith(suffix)
    return events and prefixes and suffixes


def _ends(one: Mapping[str, Any]) -> tuple[str, str]:
    rules = dict(_rules(one))
    return rules.get("prefix", ""), rules.get("suffix", "")


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> Refusal:
    if _rules(one) or _rules(other):
        return _argument(
            "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are "
            "overlapping for the same event type."
        )
    return _argument("Configurations overlap. Configurations on the same bucket cannot share a common event type.")


def length(headers: Mapping[str, str]) -> Refusal | None:
    """A body whose length isn't told. Source: PutObject, UploadPart, and "Error responses": MissingContentLength."""
    told = headers.get("Content-Length") or headers.get("x-amz-decoded-content-length")
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower() and not told:
        return Refusal("MissingContentLength", "You must provide the Content-Length HTTP header.", 411)
    return None


def _notifications(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    return notifications(request.get("NotificationConfiguration") or {})


def _delete_objects(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    """DeleteObjects in the API reference: a list of up to 1,000 keys."""
    if len((request.get("Delete") or {}).get("Objects") or ()) <= MOST_KEYS:
        return None
    return Refusal(
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
    )


def grants(request: Mapping[str, Any]) -> Refusal | None:
    """Grants in headers: "type=value" pairs. User guide, "Access control list (ACL) overview", x-amz-grant-read."""
    given = (str(value) for name, value in request.items() if name.startswith("Grant") and value)
    if all(one.count("=") == 1 for value in given for one in value.split(",")):
        return None
    return _argument("Argument format not recognized")


def described(request: Mapping[str, Any]) -> Refusal | None:
    """An object's own metadata, and its tags in a header."""
    given = request.get("Metadata") or {}
    if refused := misnamed(given):
        return refused
    if sum(len(f"{name}{value}".encode()) for name, value in given.items()) > MOST_METADATA_BYTES:
        return Refusal("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size")
    if len(parse_qsl(request.get("Tagging") or "", keep_blank_values=True)) > MOST_TAGS:
        return Refusal("BadRequest", f"Object tags cannot be greater than {MOST_TAGS}")
    return None


def lifecycle(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    """PutBucketLifecycleConfiguration: a rule does something, and days are counted from one."""
    for rule in (request.get("LifecycleConfiguration") or {}).get("Rules") or ():
        if not any(name in rule for name in LIFECYCLE_ACTIONS):
            return Refusal("InvalidRequest", "At least one action needs to be specified in a rule")
        for action, days in LIFECYCLE_DAYS.items():
            given = (rule.get(action) or {}).get(days)
            if given is not None and given < 1:
                return _argument(f"'{days}' for {action} action must be a positive integer")
    return None


def shown(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    """GetObject and HeadObject: what the answer's headers are to be is text that a header can have.

    Of characters beyond ISO 8859-1 S3's words are known, of those that end a line they aren't.
    """
    given = [str(request[name]) for name in OVERRIDES if request.get(name)]
    if any(max(value) > "\xff" for value in given):
        return _argument("Header value cannot be represented using ISO-8859-1.")
    return unsayable(given)


def misnamed(names: Iterable[str]) -> Refusal | None:
    """Names of metadata that are no headers'; those in a link's query or in a form can have any character."""
    return None if all(map(NAME.fullmatch, names)) else _argument("Metadata has a name that no header can have.")


def unsayable(values: Iterable[str]) -> Refusal | None:
    """Values of headers of which one would end there, or be cut: by a form an object could be given such."""
    return _argument("Header value has a control character.") if any(map(CONTROL.search, values)) else None


def _creates_bucket(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    return bucket_name(str(request.get("Bucket", ""))) or grants(request)


def _puts_object(request: Mapping[str, Any], headers: Mapping[str, str]) -> Refusal | None:
    return length(headers) or grants(request) or described(request)


def _with_grants(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    return grants(request) or described(request)


def _with_length(_: Mapping[str, Any], headers: Mapping[str, str]) -> Refusal | None:
    return length(headers)


RULES = {
    "CreateBucket": _creates_bucket,
    "PutBucketLifecycleConfiguration": lifecycle,
    "PutBucketNotificationConfiguration": _notifications,
    "DeleteObjects": _delete_objects,
    "PutObject": _puts_object,
    "UploadPart": _with_length,
    "GetObject": shown,
    "HeadObject": shown,
    **dict.fromkeys(("PutBucketAcl", "PutObjectAcl", "CopyObject", "CreateMultipartUpload"), _with_grants),
}
