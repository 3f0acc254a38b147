"""The one base of expected errors, and what AWS refused and why, read from its answer without boto3."""

from collections.abc import Iterable
from difflib import get_close_matches
from types import TracebackType


class HarnessError(Exception):
    """The base of every error that can be expected. Its message says what, where, and what to do next."""


def meant(given: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` when one that is known looks like what was given; else nothing."""
    close = get_close_matches(given.lower(), list(known), 1, 0.6)
    return f"; did you mean {close[0]!r}?" if close else ""


def instead(given: str, known: Iterable[str]) -> str:
    """What there is in the place of what was given: a guess first, if there is one, then all of it."""
    names = list(known)
    guess, there = meant(given, names), ", ".join(names) or "none"
    return f"{guess} There are: {there}" if guess else f"; there are: {there}"


def code_of(error: BaseException | None) -> str:
    """AWS's error code, such as `ResourceNotFoundException`; empty for an error that AWS didn't send."""
    response = getattr(error, "response", None)
    if not isinstance(response, dict):
        return ""
    return str(response.get("Error", {}).get("Code", ""))


def reason_of(error: BaseException) -> str:
    """Code and message in one line; a HarnessError speaks for itself."""
    if isinstance(error, HarnessError):
        return str(error)
    code = code_of(error)
    if not code:
        return f"{type(error).__name__}: {error}"
    message = getattr(error, "response", {})["Error"].get("Message", "")
    return f"{code}: {message}" if message else code


class tolerating:  # noqa: N801 - reads as a word of the language, like contextlib.suppress
    """Go on after the named AWS error codes, as `contextlib.suppress` does after exceptions; others pass through.

    For answers that say that nothing is left to do: gone when deleting, there when creating.
    """

    def __init__(self, *codes: str) -> None:
        self.codes = codes

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        return code_of(error) in self.codes
