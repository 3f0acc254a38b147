"""What SNS refuses. Sources: Publish, CreateTopic and SetTopicAttributes in the API reference."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from emulator.validation.policy_document import is_policy
from emulator.validation.refusal import Refusal

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML doesn't have."""
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
    return _attributes({str(request.get("AttributeName")): request.get("AttributeValue")})


def _create_topic(request: Mapping[str, Any], _: Mapping[str, str]) -> Refusal | None:
    return _attributes(request.get("Attributes") or {})


def _attributes(given: Mapping[str, str | None]) -> Refusal | None:
    """A policy that is one, and texts that an answer in XML can give back."""
    odd = next((name for name, text in given.items() if UNWRITABLE.search(text or "")), None)
    return Refusal("InvalidParameter", f"Invalid parameter: {odd}") if odd else _policy(given.get("Policy"))


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
