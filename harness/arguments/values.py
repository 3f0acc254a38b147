"""What options take, from what was typed; each refusal says what would do."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path

from harness.engines.emulators import number_of_emulators


def emulators(text: str) -> int:
    """How many emulators: a number from 1, or 0 for `auto`."""
    try:
        return number_of_emulators(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def setting(text: str) -> tuple[str, int]:
    """`name=number` as a pair."""
    name, _, number = text.partition("=")
    if not name or not number.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=NUMBER, such as images=200")
    return name, int(number)


MOST = 10**12
"""The largest whole number that an option takes; results are kept in 64 bits."""


def whole(what: str, such_as: int) -> Callable[[str], int]:
    """What reads a whole number from 1 to `MOST`; `what` names it in a refusal."""

    def read(text: str) -> int:
        if not text.isdecimal() or len(text) > len(str(MOST)) or not 1 <= int(text) <= MOST:
            raise argparse.ArgumentTypeError(
                f"{text!r} is not {what}: give a whole number from 1 to {MOST}, such as {such_as}"
            )
        return int(text)

    return read


seed, runs, mystery, days = (
    whole("a seed", 7), whole("a number of runs", 20), whole("a mystery's number", 7), whole("a number of days", 14),
)  # fmt: skip


def folder(text: str) -> Path:
    """A folder, which need not be there yet."""
    given = Path(text)
    if not text.strip() or "\0" in text:
        raise argparse.ArgumentTypeError(f"{text!r} is not a folder's name, such as out")
    try:
        file = next((each for each in (given, *given.parents) if each.exists() and not each.is_dir()), None)
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{text!r} can't be looked at: {error.strerror}") from error
    if file is not None:
        raise argparse.ArgumentTypeError(f"{file} is a file: name a folder, such as {file.parent / 'out'}")
    return given


def file(text: str) -> Path:
    """A file, which need not be there yet; its folder need not be, either."""
    given = Path(text)
    if not given.name.strip() or text.endswith("/"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a file's name, such as out.png")
    try:
        is_folder = given.is_dir()
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{text!r} can't be looked at: {error.strerror}") from error
    if is_folder:
        raise argparse.ArgumentTypeError(f"{text!r} is a folder: name a file in it")
    return folder(str(given.parent)) / given.name


def scheduler(text: str) -> str:
    """The address of a Dask scheduler; empty for none."""
    if text and not re.fullmatch(r"(tcp|tls|ucx|wss?)://\S+:\d+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a scheduler's address, such as tcp://10.0.0.1:8786")
    return text


def parameter(text: str) -> tuple[str, str]:
    """`Name=value` as a pair."""
    name, given, value = text.partition("=")
    if not name or not given:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE, such as Stage=test")
    return name, value


def port(text: str) -> int:
    """A TCP port."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 1 to 65535, such as 4567")
    return int(text)


def count(text: str) -> int:
    """A whole number of at least 0."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, such as 50")
    return int(text)


def more_than_none(unit: str) -> Callable[[str], float]:
    """What reads a number of `unit`, more than none; fractions are welcome."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = -1.0
        if not 0 < number < float("inf"):
            raise argparse.ArgumentTypeError(f"{text!r} is not a number of {unit}, such as 60")
        return number

    return read


seconds, minutes = more_than_none("seconds"), more_than_none("minutes")
