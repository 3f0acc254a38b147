"""Which accounts a request names: in an ARN, in the address of a queue, or as a number by itself. Pure.

What is sent is read as whoever receives it would: percent signs, escapes of JSON and entities of XML are taken away, as
often as there are any. It is a second lock: the numbers of participants' accounts are random, and told to nobody else.
"""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import unquote_plus

_ARN = re.compile(r"arn:[\w-]+:[^:\s\"']*:[^:\s\"']*:(\d{12}):")
_QUEUE = re.compile(r"(?:/queue/[\w-]+|//[^/\s\"']+|^)/(\d{12})/")
_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{12}(?![0-9A-Za-z])")
_ESCAPE = re.compile(r"\\+u00(3\d)")
DEEPEST = 6
"""As often as escapes may lie in each other; nobody's client nests them deeper than three times."""


def foreign(texts: Iterable[str], own: str, others: Iterable[str]) -> str:
    """The first account that the texts name and that isn't `own`; empty when there is none.

    A number by itself counts only if it is one of `others`: twelve digits may be anything.
    """
    known = frozenset(others) - {own}
    for text in texts:
        for plain in _readings(text):
            named = [*_ARN.findall(plain), *_QUEUE.findall(plain)]
            found = next((each for each in named if each != own), "") or next(
                (each for each in _NUMBER.findall(plain) if each in known), ""
            )
            if found:
                return found
    return ""


def _readings(text: str) -> Iterable[str]:
    """The text as it is, and with one more layer of escapes taken away each time."""
    for _ in range(DEEPEST):
        yield text
        plain = unescape(unquote_plus(_ESCAPE.sub(lambda digit: chr(int(digit[1], 16)), text)))
        if plain == text:
            return
        text = plain
