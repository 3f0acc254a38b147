"""What SNS refuses. Source: Publish in the API reference."""

import unicodedata
from collections.abc import Mapping
from typing import Any

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


RULES = {"Publish": _publish}
