"""A bucket's properties as CloudFormation writes them, in the words of S3's API.

Source: the user guide's page of AWS::S3::Bucket beside S3's API reference.
"""

import re
from collections.abc import Mapping
from typing import Any

from emulator.cloudformation.properties import PropertyError

Given = Mapping[str, Any]
_CORS = {
    "AllowedHeaders": "AllowedHeaders",
    "AllowedMethods": "AllowedMethods",
    "AllowedOrigins": "AllowedOrigins",
    "ExposedHeaders": "ExposeHeaders",
    "MaxAge": "MaxAgeSeconds",
    "Id": "ID",
}
_TARGETS = (
    ("LambdaConfigurations", "Function", "LambdaFunctionConfigurations", "LambdaFunctionArn"),
    ("QueueConfigurations", "Queue", "QueueConfigurations", "QueueArn"),
    ("TopicConfigurations", "Topic", "TopicConfigurations", "TopicArn"),
)


class BucketExistsError(PropertyError):
    """The name is taken, also when by a bucket of the same account."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} already exists")


def canned_acl(given: str) -> str:
    """`PublicRead` is `public-read`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", given).lower()


def cors(given: Given) -> dict[str, Any]:
    """CorsConfiguration."""
    return {
        "CORSRules": [
            {_CORS[key]: int(value) if key == "MaxAge" else value for key, value in rule.items()}
            for rule in given["CorsRules"]
        ]
    }


def encryption(given: Given) -> dict[str, Any]:
    """BucketEncryption."""
    return {
        "Rules": [
            {
                ("ApplyServerSideEncryptionByDefault" if key == "ServerSideEncryptionByDefault" else key): value
                for key, value in rule.items()
            }
            for rule in given["ServerSideEncryptionConfiguration"]
        ]
    }


def notifications(given: Given) -> dict[str, Any]:
    """NotificationConfiguration: one entry of S3's for each event of CloudFormation's."""
    answer: dict[str, Any] = {}
    for here, target, there, arn in _TARGETS:
        entries = [_notification(one, one[target], arn) for one in given.get(here) or []]
        if entries:
            answer[there] = entries
    if (given.get("EventBridgeConfiguration") or {}).get("EventBridgeEnabled") in (True, "true"):
        answer["EventBridgeConfiguration"] = {}
    return answer


def _notification(given: Given, target: str, arn: str) -> dict[str, Any]:
    entry: dict[str, Any] = {arn: target, "Events": [given["Event"]]}
    rules = ((given.get("Filter") or {}).get("S3Key") or {}).get("Rules")
    if rules:
        entry["Filter"] = {"Key": {"FilterRules": rules}}
    return entry


def website(given: Given) -> dict[str, Any]:
    """WebsiteConfiguration."""
    answer: dict[str, Any] = {}
    if "IndexDocument" in given:
        answer["IndexDocument"] = {"Suffix": given["IndexDocument"]}
    if "ErrorDocument" in given:
        answer["ErrorDocument"] = {"Key": given["ErrorDocument"]}
    if "RedirectAllRequestsTo" in given:
        answer["RedirectAllRequestsTo"] = given["RedirectAllRequestsTo"]
    if "RoutingRules" in given:
        answer["RoutingRules"] = [
            {
                **({"Condition": rule["RoutingRuleCondition"]} if "RoutingRuleCondition" in rule else {}),
                "Redirect": rule["RedirectRule"],
            }
            for rule in given["RoutingRules"]
        ]
    return answer


def lifecycle(given: Given) -> dict[str, Any]:
    """LifecycleConfiguration: what the emulator keeps of it; rules of other kinds are refused."""
    return {"Rules": [_rule(rule, f"rule-{number}") for number, rule in enumerate(given["Rules"], 1)]}


def _rule(given: Given, default_id: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"ID": given.get("Id", default_id), "Status": given["Status"], "Filter": _filter(given)}
    expiration = {
        there: given[here]
        for here, there in (
            ("ExpirationInDays", "Days"),
            ("ExpirationDate", "Date"),
            ("ExpiredObjectDeleteMarker", "ExpiredObjectDeleteMarker"),
        )
        if here in given
    }
    if "Days" in expiration:
        expiration["Days"] = int(expiration["Days"])
    if expiration:
        rule["Expiration"] = expiration
    if abort := given.get("AbortIncompleteMultipartUpload"):
        rule["AbortIncompleteMultipartUpload"] = {"DaysAfterInitiation": int(abort["DaysAfterInitiation"])}
    if old := given.get("NoncurrentVersionExpiration"):
        rule["NoncurrentVersionExpiration"] = {key: int(value) for key, value in old.items()}
    elif "NoncurrentVersionExpirationInDays" in given:
        rule["NoncurrentVersionExpiration"] = {"NoncurrentDays": int(given["NoncurrentVersionExpirationInDays"])}
    if transitions := given.get("Transitions"):
        rule["Transitions"] = [_transition(one) for one in transitions]
    if unknown := sorted(set(given) & {"Transition", "NoncurrentVersionTransition", "NoncurrentVersionTransitions"}):
        raise PropertyError(f"This emulator's lifecycle rules have no {', '.join(unknown)}: use Transitions")
    return rule


def _transition(given: Given) -> dict[str, Any]:
    answer: dict[str, Any] = {"StorageClass": given["StorageClass"]}
    if "TransitionInDays" in given:
        answer["Days"] = int(given["TransitionInDays"])
    if "TransitionDate" in given:
        answer["Date"] = given["TransitionDate"]
    return answer


def _filter(given: Given) -> dict[str, Any]:
    conditions: dict[str, Any] = {
        key: int(given[key]) for key in ("ObjectSizeGreaterThan", "ObjectSizeLessThan") if key in given
    }
    if "Prefix" in given:
        conditions["Prefix"] = given["Prefix"]
    tags = given.get("TagFilters") or []
    if len(conditions) + len(tags) > 1:
        return {"And": {**conditions, **({"Tags": tags} if tags else {})}}
    if tags:
        return {"Tag": tags[0]}
    return conditions or {"Prefix": ""}
