"""Whether functions are held to their own accounts: what people need who share an emulator and don't share work.

The emulator takes any account's number for a key, so a function could act in every account whose number it knows. Where
this is asked for, a function acts with keys only that IAM or STS issued, as its role's are, and names no other account.
"""

import re
from typing import Any

_NAMED = re.compile(r"arn:[\w-]+:[^:\s\"']*:[^:\s\"']*:(\d{12}):|/queue/[\w-]+/(\d{12})/|//[^/\s\"']+/(\d{12})/")


class Confinement:
    """Off until somebody asks for it."""

    def __init__(self) -> None:
        self.is_on = False


CONFINEMENT = Confinement()
"""That of this emulator."""


def other_account(asked: Any, own: str) -> str:
    """The first account that the parameters of a request name, in an ARN or a queue's address, and that isn't `own`."""
    for text in _texts(asked):
        for found in _NAMED.finditer(text):
            named = next(filter(None, found.groups()))
            if named != own:
                return named
    return ""


def _texts(asked: Any) -> "list[str]":
    if isinstance(asked, str):
        return [asked]
    if isinstance(asked, dict):
        asked = [*asked.keys(), *asked.values()]
    return [text for each in asked for text in _texts(each)] if isinstance(asked, list | tuple) else []
