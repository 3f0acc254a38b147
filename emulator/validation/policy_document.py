"""Whether a text can be a resource's policy: IAM's reference, "Grammar of the IAM JSON policy language"."""

import json


def is_policy(text: str) -> bool:
    """Whether it is a JSON object; its statements are read where they are evaluated."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
