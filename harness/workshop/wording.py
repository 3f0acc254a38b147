"""What happened, in a few words. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

Happening = Mapping[str, Any]


def told(happening: Happening) -> str:
    """One thing of the emulator's feed, as a person says it."""
    speak = SAID.get((happening["service"], happening["what"])) or SERVICES.get(happening["service"], _request)
    text = speak(happening)
    return f"{text} (refused)" if happening["refused"] and happening["what"] != "failed" else text


def key_in(happening: Happening) -> str:
    """The key of the object that it is about; empty when it is about none."""
    return next((mark.removeprefix("key ") for mark in happening["marks"] if mark.startswith("key ")), "")


def _object(verb: str) -> Callable[[Happening], str]:
    return lambda each: f"{key_in(each) or 'object'} {verb}{_who(each)}"


def _who(happening: Happening) -> str:
    by = happening["by"]
    return "" if by in ("client", "service", "") else " by a signed link" if by == "user" else f" by {by}"


def _about(happening: Happening) -> str:
    key = key_in(happening)
    return f" about {key}" if key else ""


def _function(verb: str) -> Callable[[Happening], str]:
    return lambda each: f"{verb}{_about(each)}"


def _request(happening: Happening) -> str:
    return f"{happening['what']}{_about(happening)}{_who(happening)}"


SAID: dict[tuple[str, str], Callable[[Happening], str]] = {
    ("s3", "PutObject"): _object("written"),
    ("s3", "PostObject"): _object("written"),
    ("s3", "DeleteObject"): _object("deleted"),
    ("s3", "GetObject"): _object("read"),
    ("s3", "HeadObject"): _object("looked up"),
    ("sns", "Publish"): lambda each: f"event published{_about(each)}{_who(each)}",
    ("sqs", "SendMessage"): lambda each: f"message put in{_about(each)}{_who(each)}",
    ("sqs", "ReceiveMessage"): lambda each: f"message taken out{_about(each)}",
    ("lambda", "began"): _function("begins with an event"),
    ("lambda", "ended"): _function("has answered"),
    ("lambda", "failed"): _function("has failed"),
    ("metric", "datapoint"): lambda each: f"datapoint {each['detail']}",
}
SERVICES: dict[str, Callable[[Happening], str]] = {
    "alarm": lambda each: f"is in {each['what']}",
    "api": lambda each: each["detail"],
}
