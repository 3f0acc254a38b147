"""What SNS refuses. Sources: Publish, CreateTopic and SetTopicAttributes in the API reference."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from emulator.validation.policy_document import is_policy
from emulator.validation.refusal import Refusal

LONGEST_SUBJECT = 100
"""Characters; the reference says "less than 100", and SNS takes 100."""


def subject(text: str | None) -> Refusal | None:
    """A subject: no line breaks, no control characters, not empty, at most 100 characters."""
    if text is None:
        return None
    broken = any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in text)
    if text and len(text) <= LONGEST_SUBJECT and not broken:
        return None
    return Refusal("InvalidParameter", "Invalid parameter: Subject")


def _publish(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    return subject(request.get("Subject"))


def _publish_batch(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    """One message that is wrong fails the whole batch."""
    entries = request.get("PublishBatchRequestEntries") or ()
    return next(filter(None, (subject(each.get("Subject")) for each in entries)), None)


def _topic_attribute(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    return _policy(request.get("AttributeValue")) if request.get("AttributeName") == "Policy" else None


def _create_topic(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    return _policy((request.get("Attributes") or {}).get("Policy"))


def _policy(text: str | None) -> Refusal | None:
    return (
        Refusal("InvalidParameter", "Invalid parameter: Policy Error: null") if text and not is_policy(text) else None
    )


RULES = {
    "Publish": _publish,
    "PublishBatch": _publish_batch,
    "SetTopicAttributes": _topic_attribute,
    "CreateTopic": _create_topic,
}
